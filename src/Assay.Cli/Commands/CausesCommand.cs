using System.CommandLine;
using Assay.Cli.Output;
using Assay.Cli.Running;
using Assay.Configuring;
using Assay.Scoring.Running;
using Assay.Storage;
using Assay.Surfacing;
using Assay.Surfacing.Causes;

namespace Assay.Cli.Commands;

/// <summary><c>assay causes</c>: which slices explain low scores, or a fall since a release.</summary>
internal static class CausesCommand
{
    private const string UsualRange = "7d";

    private static readonly Option<string> Data = new("--data") { Description = "Folder of a demo or a service, instead of --store.", HelpName = "DIR" };
    private static readonly Option<string> Release = new("--since-release") { Description = "What fell since this release, against as long before it; `latest`: the one that came last.", HelpName = "NAME" };
    private static readonly Option<string> Range = new("--range") { Description = "What fell in this time up to now, against as long before (default: 7d).", HelpName = "TIME" };
    private static readonly Option<string> OfJudge = new("--judge") { Description = "What this judge scored (default: the one that scored most).", HelpName = "NAME" };

    public static Command Create()
    {
        var command = new Command("causes", "Find the slices that explain low scores, or a fall since a release.") { Settings.ConfigOption, RunOptions.Store, Data, Release, Range, OfJudge, RunOptions.Json };
        command.SetAction((parsed, cancel) => RunAsync(parsed, cancel));
        return command;
    }

    private static async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        var settings = Settings.Load(parsed);
        string path = parsed.GetValue(Data) is { } folder ? Path.Combine(folder, RunOptions.DefaultStore) : settings.Text(RunOptions.Store) ?? RunOptions.DefaultStore;
        string range = parsed.GetValue(Range) ?? UsualRange;
        if (!Duration.TryParse(range, out TimeSpan length) || length <= TimeSpan.Zero)
        {
            throw new ConfigurationException($"--range is `{range}`, but must be a length of time such as 24h or 30d.");
        }

        await using var store = LedgerStore.Of(path);
        await using ILedgerQueries ledger = await store.QueryAsync(cancellationToken);
        string? judge = parsed.GetValue(OfJudge);
        if (judge is not null && !(await ledger.JudgesAsync(cancellationToken)).Contains(judge))
        {
            throw new ConfigurationException($"the ledger holds no judge `{judge}`. It holds: {string.Join(", ", await ledger.JudgesAsync(cancellationToken))}.");
        }

        string? release = parsed.GetValue(Release);
        CauseReport? report = await CauseReading.ReadAsync(ledger, new CauseQuestion(judge, release, Period.Of(length, TimeProvider.System.GetUtcNow())) { Fields = settings.File.Slices }, cancellationToken);
        if (parsed.GetValue(RunOptions.Json))
        {
            Console.Out.WriteLine(JsonLine.Write(json => CausesJson.Write(json, report)));
        }
        else if (report is not null)
        {
            CausesText.Write(Terminal.Out(), report);
        }

        if (report is not null)
        {
            return ExitCode.Ok;
        }

        await Console.Error.WriteLineAsync(release is null
            ? $"assay: nothing was scored in the last {range}: there is nothing to explain. A longer --range may hold something."
            : $"assay: no scored response is of release `{TerminalText.Clean(release)}`. `latest` is the one that came last.");
        return ExitCode.Inconclusive;
    }
}
