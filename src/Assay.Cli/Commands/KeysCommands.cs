using System.CommandLine;
using Assay.Access;
using Assay.Cli.Output;
using Assay.Cli.Running;
using Assay.Configuring;
using Assay.Scoring.Judging;
using Assay.Storage;
using Spectre.Console;

namespace Assay.Cli.Commands;

/// <summary><c>assay keys</c>: who may use the service. A key is shown once, when it is made.</summary>
internal static class KeysCommands
{
    private static readonly Argument<string> Name = new("name") { Description = "What or whom the key is for.", HelpName = "NAME" };
    private static readonly Option<string> Scopes = new("--scope") { Description = "ingest, read, label or admin; several with commas between (default ingest).", HelpName = "SCOPES" };

    public static Command Create()
    {
        var create = new Command("create", "Make a key and show it, once.") { Name, Scopes, Settings.ConfigOption, RunOptions.Store };
        create.SetAction((parsed, cancel) => MakeAsync(parsed, cancel));
        var list = new Command("list", "Show the keys there are.") { Settings.ConfigOption, RunOptions.Store };
        list.SetAction((parsed, cancel) => ListAsync(parsed, cancel));
        var revoke = new Command("revoke", "Make a key useless, within seconds.") { Name, Settings.ConfigOption, RunOptions.Store };
        revoke.SetAction((parsed, cancel) => RevokeAsync(parsed, cancel));
        return new Command("keys", "Make, list and revoke the keys of the service.") { create, list, revoke };
    }

    private static async Task<int> MakeAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        string name = parsed.GetValue(Name)!;
        if (name.Length is 0 or > ApiKey.LongestName)
        {
            throw new ConfigurationException($"a key's name has 1 to {ApiKey.LongestName} characters.");
        }

        (string text, ApiKey key) = ApiKey.Create(name, ReadScopes(parsed.GetValue(Scopes) ?? "ingest"), TimeProvider.System.GetUtcNow());
        await using LedgerStore store = Store(parsed);
        if (!await store.TryAddKeyAsync(key, cancellationToken))
        {
            throw new ConfigurationException($"there is a key `{name}` already; a name is used once. `assay keys list` shows them.");
        }

        Console.Out.WriteLine(text);
        await Console.Error.WriteLineAsync($"This is the only time the key is shown. It allows: {string.Join(", ", key.Scopes.Select(s => s.ToSnakeCase()))}. From now on, every request to the service needs a key.");
        return ExitCode.Ok;
    }

    private static async Task<int> ListAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        await using LedgerStore store = Store(parsed);
        IReadOnlyList<ApiKey> keys = await store.KeysAsync(cancellationToken);
        if (keys.Count == 0)
        {
            Console.Out.WriteLine("There are no keys: the service listens on this machine only. `assay keys create NAME` makes one.");
            return ExitCode.Ok;
        }

        var table = new Table { Border = TableBorder.Simple };
        table.AddColumns("name", "begins with", "scopes", "made", "revoked");
        foreach (ApiKey key in keys)
        {
            table.AddRow(
                Markup.Escape(TerminalText.Clean(key.Name)), key.Prefix, string.Join(", ", key.Scopes.Select(s => s.ToSnakeCase())),
                key.CreatedAt.ToString("u"), key.RevokedAt?.ToString("u") ?? "");
        }

        Terminal.Out().Write(table);
        return ExitCode.Ok;
    }

    private static async Task<int> RevokeAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        string name = parsed.GetValue(Name)!;
        await using LedgerStore store = Store(parsed);
        return await store.TryRevokeKeyAsync(name, TimeProvider.System.GetUtcNow(), cancellationToken)
            ? ExitCode.Ok
            : throw new ConfigurationException($"no key `{name}` is in use. `assay keys list` shows them.");
    }

    private static List<Scope> ReadScopes(string text)
    {
        var scopes = new List<Scope>();
        foreach (string written in text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            scopes.Add(Enum.GetValues<Scope>().Where(s => s.ToSnakeCase() == written).Select(s => (Scope?)s).FirstOrDefault()
                ?? throw new ConfigurationException($"--scope has `{written}`. Known: ingest, read, label, admin."));
        }

        return scopes.Count > 0 ? scopes : throw new ConfigurationException("--scope names none. Known: ingest, read, label, admin.");
    }

    private static LedgerStore Store(ParseResult parsed) => LedgerStore.Of(Settings.Load(parsed).Text(RunOptions.Store) ?? RunOptions.DefaultStore);
}
