using System.CommandLine;
using Assay.Cli.Output;
using Assay.Cli.Running;
using Assay.Configuring;
using Assay.Scoring.Judging;
using Assay.Scoring.Running;
using Assay.Storage;

namespace Assay.Cli.Commands;

/// <summary><c>assay export</c>: every outcome of a ledger, streamed.</summary>
internal static class ExportCommand
{
    private static readonly Option<string> Format = new("--format") { Description = "On stdout: jsonl (default) or csv.", HelpName = "FORMAT" };
    private static readonly Option<string> OfJudge = new("--judge") { Description = "Only the outcomes of this judge.", HelpName = "NAME" };
    private static readonly Option<string> Outcome = new("--outcome") { Description = "Only these: scored, unscored, skipped or owed.", HelpName = "STATE" };

    public static Command Create()
    {
        var command = new Command("export", "Write every outcome of the ledger, to stdout or to files (.jsonl, .csv).")
        {
            Settings.ConfigOption, RunOptions.Store, OfJudge, Outcome, Format, RunOptions.Out,
        };
        command.SetAction((parsed, cancel) => RunAsync(parsed, cancel));
        return command;
    }

    private static async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        Settings settings = Settings.Load(parsed);
        string? judge = parsed.GetValue(OfJudge);
        OutcomeState? outcome = parsed.GetValue(Outcome) is { } named ? Read(named) : null;
        string format = parsed.GetValue(Format) ?? "jsonl";
        if (format is not ("jsonl" or "csv"))
        {
            throw new ConfigurationException($"--format is `{format}`, but must be jsonl or csv.");
        }

        string[] files = parsed.GetValue(RunOptions.Out) ?? [];
        foreach (string file in files)
        {
            ResultFile.ThrowIfUnwritable(file);
        }

        await using var store = LedgerStore.Of(settings.Text(RunOptions.Store) ?? RunOptions.DefaultStore);
        await using ILedgerQueries ledger = await store.QueryAsync(cancellationToken);
        IReadOnlyList<string> judges = await ledger.JudgesAsync(cancellationToken);
        if (judge is not null && !judges.Contains(judge))
        {
            throw new ConfigurationException($"the ledger holds no judge `{judge}`. It holds: {string.Join(", ", judges)}.");
        }

        IReadOnlyList<string> criteria = await ledger.CriteriaAsync(judge, cancellationToken);
        foreach (string file in files)
        {
            await ResultFile.WriteAsync(file, criteria, ledger.ResultsAsync(judge, outcome, cancellationToken));
        }

        if (files.Length == 0)
        {
            await using Stream stdout = Console.OpenStandardOutput();
            await ResultFile.WriteAsync(stdout, format == "csv", criteria, ledger.ResultsAsync(judge, outcome, cancellationToken));
        }

        return ExitCode.Ok;
    }

    private static OutcomeState Read(string named)
    {
        try
        {
            return SnakeCase.Parse<OutcomeState>(named);
        }
        catch (FormatException)
        {
            throw new ConfigurationException($"--outcome is `{named}`, but must be scored, unscored, skipped or owed.");
        }
    }
}
