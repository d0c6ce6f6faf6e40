using System.CommandLine;
using System.Globalization;
using Assay.Cli.Output;
using Assay.Cli.Running;
using Assay.Storage;
using Spectre.Console;

namespace Assay.Cli.Commands;

/// <summary><c>assay db</c>: the place that the ledger lies in.</summary>
internal static class DbCommands
{
    private static readonly Argument<string> File = new("file") { Description = "Where the copy goes.", HelpName = "FILE" };
    private static readonly Option<bool> Force = new("--force") { Description = "Write over a file that exists." };

    public static Command Create()
    {
        var status = new Command("status", "Show where the ledger is, its schema, its size, and how much it holds. Changes nothing.") { Settings.ConfigOption, RunOptions.Store, RunOptions.Json };
        status.SetAction((parsed, cancel) => ShowAsync(parsed, cancel));
        var backup = new Command("backup", "Copy the ledger to a file, also while a service works on it.") { File, Force, Settings.ConfigOption, RunOptions.Store, RunOptions.Json };
        backup.SetAction((parsed, cancel) => BackUpAsync(parsed, cancel));
        var migrate = new Command("migrate", "Bring the ledger to the schema of this Assay.") { Settings.ConfigOption, RunOptions.Store, RunOptions.Json };
        migrate.SetAction((parsed, cancel) => MigrateAsync(parsed, cancel));
        return new Command("db", "Look at the place the ledger lies in, copy it, bring its schema up to date.") { status, backup, migrate };
    }

    private static async Task<int> ShowAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        await using LedgerStore store = Store(parsed);
        StoreStatus status = await store.StatusAsync(cancellationToken);
        if (parsed.GetValue(RunOptions.Json))
        {
            Console.Out.WriteLine(JsonLine.Write(json =>
            {
                json.WriteString("store", store.Shown);
                json.WriteString("kind", status.Kind);
                json.WriteNumber("schema", status.Schema.Version);
                json.WriteNumber("latest_schema", status.Schema.Known);
                json.WriteStartArray("pending");
                foreach (int number in status.Schema.Pending)
                {
                    json.WriteNumberValue(number);
                }

                json.WriteEndArray();
                json.WriteNumber("bytes", status.Bytes);
                json.WriteNumber("responses", status.Responses);
                json.WriteNumber("verdicts", status.Verdicts);
                json.WriteNumber("attempts", status.Attempts);
                if (status is { Oldest: { } oldest, Newest: { } newest })
                {
                    json.WriteString("oldest", oldest.UtcDateTime);
                    json.WriteString("newest", newest.UtcDateTime);
                }
            }));
            return ExitCode.Ok;
        }

        var grid = new Grid().AddColumn(new GridColumn { NoWrap = true }).AddColumn();
        void Row(string name, string value) => grid.AddRow(name, Markup.Escape(TerminalText.Clean(value)));
        Row("ledger", $"{store.Shown} ({(status.Kind == "sqlite" ? "SQLite" : "PostgreSQL")})");
        Row("schema", status.Schema.Pending.Count == 0 ? $"{status.Schema.Version}, up to date"
            : $"{status.Schema.Version}, {status.Schema.Pending.Count} behind {status.Schema.Known}: `assay db migrate`, or whatever opens it next, brings it up to date");
        Row("size", Size(status.Bytes));
        Row("responses", status.Responses.ToString("N0", CultureInfo.InvariantCulture));
        Row("verdicts", status.Verdicts.ToString("N0", CultureInfo.InvariantCulture));
        Row("attempts", status.Attempts.ToString("N0", CultureInfo.InvariantCulture));
        Row("oldest", status.Oldest?.ToString("u") ?? "none");
        Row("newest", status.Newest?.ToString("u") ?? "none");
        Terminal.Out().Write(grid);
        return ExitCode.Ok;
    }

    private static async Task<int> BackUpAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        await using LedgerStore store = Store(parsed);
        string file = parsed.GetValue(File)!;
        await store.BackUpAsync(file, parsed.GetValue(Force), cancellationToken);
        long bytes = new FileInfo(file).Length;
        Console.Out.WriteLine(parsed.GetValue(RunOptions.Json)
            ? JsonLine.Write(json =>
            {
                json.WriteString("store", store.Shown);
                json.WriteString("file", file);
                json.WriteNumber("bytes", bytes);
            })
            : TerminalText.Clean($"{store.Shown} is copied to {file}, {Size(bytes)}. `assay doctor --store {file}` checks the copy."));
        return ExitCode.Ok;
    }

    private static async Task<int> MigrateAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        await using LedgerStore store = Store(parsed);
        (StoreSchema before, StoreSchema after) = await store.MigrateAsync(cancellationToken);
        Console.Out.WriteLine(parsed.GetValue(RunOptions.Json)
            ? JsonLine.Write(json =>
            {
                json.WriteString("store", store.Shown);
                json.WriteNumber("from", before.Version);
                json.WriteNumber("to", after.Version);
                json.WriteNumber("scripts", before.Pending.Count);
            })
            : TerminalText.Clean(before.Pending.Count == 0
                ? $"{store.Shown} is up to date: schema {after.Version}."
                : $"{store.Shown} was brought from schema {before.Version} to {after.Version}, by {before.Pending.Count} {(before.Pending.Count == 1 ? "script" : "scripts")}."));
        return ExitCode.Ok;
    }

    private static string Size(long bytes) => bytes switch
    {
        < 1L << 20 => string.Create(CultureInfo.InvariantCulture, $"{bytes / 1024.0:0} KiB"),
        < 1L << 30 => string.Create(CultureInfo.InvariantCulture, $"{bytes / 1048576.0:0.0} MiB"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{bytes / 1073741824.0:0.0} GiB"),
    };

    private static LedgerStore Store(ParseResult parsed) => LedgerStore.Of(Settings.Load(parsed).Text(RunOptions.Store) ?? RunOptions.DefaultStore);
}
