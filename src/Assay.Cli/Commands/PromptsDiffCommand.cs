using System.CommandLine;
using Assay.Cli.Output;
using Assay.Cli.Prompting;
using Assay.Cli.Running;
using Assay.Configuring;
using Assay.Gating.Prompts;
using Assay.Scoring.Running;
using Assay.Storage;

namespace Assay.Cli.Commands;

/// <summary><c>assay prompts diff FILE</c>: what changed between two versions of a prompt.</summary>
internal static class PromptsDiffCommand
{
    private const string GitPrefix = "git:";
    private const string Sides = "a version of the ledger, or the first digits of one; or the file at a git ref, as git:REF";

    private static readonly Argument<string> File = new("file") { Description = "A prompt file.", HelpName = "FILE" };
    private static readonly Option<string> From = new("--from") { Description = $"Before: {Sides} (default: the last version that was gated and is another).", HelpName = "VERSION|git:REF" };
    private static readonly Option<string> To = new("--to") { Description = "After: likewise (default: the file as it stands).", HelpName = "VERSION|git:REF" };

    public static Command Create()
    {
        var command = new Command("diff", "Show what changed between two versions of a prompt: in git, in the ledger, or as it stands.") { File, Settings.ConfigOption, RunOptions.Store, From, To, RunOptions.Json };
        command.SetAction((parsed, cancel) => RunAsync(parsed, cancel));
        return command;
    }

    private static async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        var settings = Settings.Load(parsed);
        var files = new PromptFiles(settings);
        string path = parsed.GetValue(File)!;
        string name = files.Name(path);
        await using var store = LedgerStore.Of(settings.Text(RunOptions.Store) ?? RunOptions.DefaultStore);
        await using ILedgerQueries? ledger = await store.ExistsAsync(cancellationToken) ? await store.QueryAsync(cancellationToken) : null;
        StoredPrompt[] known = ledger is null ? [] : [.. (await ledger.PromptsAsync(cancellationToken)).Where(p => p.Name == name)];

        async Task<(string Version, string Source)> SideAsync(string? named)
        {
            if (named is null)
            {
                return System.IO.File.Exists(path) && files.Read(path, known) is var now ? (now.Version, now.Source) : throw new ConfigurationException($"there is no {path}. Name two versions with --from and --to.");
            }

            if (named.StartsWith(GitPrefix, StringComparison.Ordinal))
            {
                PromptFile at = await files.ReadAsync(named[GitPrefix.Length..], path, known, cancellationToken);
                return (at.Version, at.Source);
            }

            return PromptScores.Find(known, named) is { } stored ? (stored.Version, stored.Source)
                : throw new ConfigurationException($"no version {named} of {name} was gated. {(known.Length == 0 ? "None was: name a git ref, as git:main." : $"Known: {string.Join(", ", known.Select(k => k.Version))}.")}");
        }

        (string Version, string Source) to = await SideAsync(parsed.GetValue(To));
        string? before = parsed.GetValue(From) ?? known.FirstOrDefault(k => k.Version != to.Version)?.Version;
        (string Version, string Source) from = await SideAsync(before ?? throw new ConfigurationException($"no other version of {name} was gated. Name one with --from, such as git:main."));
        IReadOnlyList<string> lines = LineDiff.Between(from.Source, to.Source);
        if (parsed.GetValue(RunOptions.Json))
        {
            Console.Out.WriteLine(JsonLine.Write(json =>
            {
                json.WriteString("name", name);
                json.WriteString("from", from.Version);
                json.WriteString("to", to.Version);
                json.WriteString("diff", string.Join('\n', lines));
            }));
            return ExitCode.Ok;
        }

        Console.Out.WriteLine($"--- {TerminalText.Clean(name)} version {from.Version}");
        Console.Out.WriteLine($"+++ {TerminalText.Clean(name)} version {to.Version}");
        foreach (string line in lines)
        {
            Console.Out.WriteLine(TerminalText.Clean(line));
        }

        return ExitCode.Ok;
    }
}
