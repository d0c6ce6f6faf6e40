using System.CommandLine;
using System.Globalization;
using Assay.Cli.Output;
using Assay.Cli.Running;
using Assay.Configuring;
using Assay.Gating.History;
using Assay.Scoring.Running;
using Assay.Server.Dashboard.Reports;
using Assay.Storage;
using Assay.Surfacing.Reporting;

namespace Assay.Cli.Commands;

/// <summary><c>assay report</c>: quality in one file that can be handed on, of a run or of what a service collected.</summary>
internal static class ReportCommand
{
    private const string UsualRange = "7d";

    private static readonly string[] Endings = [".html", ".md", ".csv", ".xml"];

    private static readonly Argument<string?> Run = new("run") { Description = "The number of a run, as `assay runs` lists them (default: the last run).", HelpName = "RUN", Arity = ArgumentArity.ZeroOrOne };
    private static readonly Option<string> Range = new("--range") { Description = "Instead of a run: what was collected in this time up to now, such as 24h or 30d.", HelpName = "TIME" };
    private static readonly Option<string> OfJudge = new("--judge") { Description = "Instead of a run: what was collected, by this judge.", HelpName = "NAME" };
    private static readonly Option<string> Release = new("--release") { Description = "Instead of a run: what was collected of this release.", HelpName = "NAME" };
    private static readonly Option<string> Slice = new("--slice") { Description = "Instead of a run: what was collected of this slice.", HelpName = "FIELD:VALUE" };
    private static readonly Option<string> Bar = new("--bar") { Description = "How much of a scale, from its lower end, counts as low (default 0.25: 1 and 2 of 1-5, fail of pass/fail).", HelpName = "SHARE" };
    private static readonly Option<string[]> Out = new("--out") { Description = "Write .html, .md, .csv or .xml (JUnit). Repeatable; without it, Markdown on stdout.", HelpName = "FILE" };

    public static Command Create()
    {
        var command = new Command("report", "Report on a run, or on what was collected: HTML, Markdown, CSV, JUnit.")
        {
            Run, Settings.ConfigOption, RunOptions.Store, Range, OfJudge, Release, Slice, Bar, Out, RunOptions.Json,
        };
        command.SetAction((parsed, cancel) => RunAsync(parsed, cancel));
        return command;
    }

    private static async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        var settings = Settings.Load(parsed);
        string[] files = parsed.GetValue(Out) ?? [];
        foreach (string file in files)
        {
            OutFile.ThrowIfUnwritable(file, Endings);
        }

        LowBar bar = settings.Number(Bar, 0, 1) is { } share ? new LowBar(share) : LowBar.Usual;
        TimeProvider clock = TimeProvider.System;
        await using var store = LedgerStore.Of(settings.Text(RunOptions.Store) ?? RunOptions.DefaultStore);
        await using ILedgerQueries ledger = await store.QueryAsync(cancellationToken);
        ReportSubject subject = await SubjectAsync(parsed, ledger, clock.GetUtcNow(), cancellationToken);
        var reader = new ReportReader(ledger, settings.File.Slices, bar, clock);
        Report report = await reader.ReadAsync(subject, cancellationToken);
        foreach (string file in files)
        {
            IAsyncEnumerable<ResultRow> Rows() => reader.RowsAsync(subject, report, cancellationToken);
            await OutFile.WriteAsync(file, Path.GetExtension(file).ToUpperInvariant() switch
            {
                ".HTML" => async stream => await stream.WriteAsync(await HtmlReport.RenderAsync(report), cancellationToken),
                ".MD" => async stream => await stream.WriteAsync(System.Text.Encoding.UTF8.GetBytes(MarkdownReport.Write(report)), cancellationToken),
                ".CSV" => stream => ResultFile.WriteAsync(stream, csv: true, [.. report.Judges.SelectMany(j => j.Scores.Select(s => s.Criterion)).Where(c => c != "overall").Distinct()], Rows()),
                _ => stream => JUnitFile.WriteAsync(stream, report, Rows()),
            });
        }

        if (parsed.GetValue(RunOptions.Json))
        {
            Console.Out.WriteLine(JsonLine.Write(json => ReportJson.Write(json, report)));
        }
        else if (files.Length == 0)
        {
            Console.Out.Write(MarkdownReport.Write(report));
        }

        if (report.HasScores)
        {
            return ExitCode.Ok;
        }

        await Console.Error.WriteLineAsync($"assay: nothing of {TerminalText.Clean(report.Title)} was scored: there is nothing to conclude from.");
        return ExitCode.Inconclusive;
    }

    private static async Task<ReportSubject> SubjectAsync(ParseResult parsed, ILedgerQueries ledger, DateTimeOffset now, CancellationToken cancellationToken)
    {
        string? range = parsed.GetValue(Range);
        string? release = parsed.GetValue(Release);
        string? slice = parsed.GetValue(Slice);
        string? judge = parsed.GetValue(OfJudge);
        string? run = parsed.GetValue(Run);
        if (range is null && release is null && slice is null && judge is null)
        {
            IReadOnlyList<StoredRun> latest = await ledger.Gates.RunsAsync(new RunQuery { AtMost = 1 }, cancellationToken);
            return run is not null ? new ReportSubject.OneRun(await FindAsync(ledger, run, latest, cancellationToken))
                : latest is [var last, ..] ? new ReportSubject.OneRun(last)
                : new ReportSubject.Collected(RangeOf(UsualRange, now));
        }

        if (run is not null)
        {
            throw new ConfigurationException($"run {run} is reported on whole: leave out --range, --judge, --release and --slice, or the run.");
        }

        if (release is not null && slice is not null)
        {
            throw new ConfigurationException("--release and --slice cannot be combined: figures are kept for each field by itself. Leave one out.");
        }

        if (judge is not null && !(await ledger.JudgesAsync(cancellationToken)).Contains(judge))
        {
            throw new ConfigurationException($"the ledger holds no judge `{judge}`. It holds: {string.Join(", ", await ledger.JudgesAsync(cancellationToken))}.");
        }

        return new ReportSubject.Collected(RangeOf(range, now) with { Judge = judge, Slice = release is not null ? ("release", release) : SliceOf(slice) });
    }

    private static async Task<StoredRun> FindAsync(ILedgerQueries ledger, string asked, IReadOnlyList<StoredRun> latest, CancellationToken cancellationToken) =>
        long.TryParse(asked, NumberStyles.None, CultureInfo.InvariantCulture, out long number) && await ledger.Gates.RunsAsync(new RunQuery { Numbers = [number] }, cancellationToken) is [var found, ..] ? found
        : throw new ConfigurationException(latest.Count == 0
            ? $"there is no run {asked}: nothing was scored of files. `assay report --range 30d` reports on what a service collected."
            : $"there is no run {asked}. `assay runs` lists those there are; the last is {latest[0].Key.Run}.");

    private static ReportRange RangeOf(string? range, DateTimeOffset now) => range is null
        ? new ReportRange(null, now)
        : Duration.TryParse(range, out TimeSpan length) && length > TimeSpan.Zero
        ? new ReportRange(length, now) { Name = range }
        : throw new ConfigurationException($"--range is `{range}`, but must be a length of time such as 24h or 30d.");

    private static (string, string)? SliceOf(string? slice) => slice?.Split(':', 2) switch
    {
        null => null,
        [{ Length: > 0 } field, { Length: > 0 } value] => (field, value),
        _ => throw new ConfigurationException($"--slice is `{slice}`, but must name a field and a value, such as route:refunds."),
    };
}
