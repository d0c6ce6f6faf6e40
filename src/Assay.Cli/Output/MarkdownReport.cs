using System.Globalization;
using System.Text;
using Assay.Calibrating.Correcting;
using Assay.Scoring.Judging;
using Assay.Scoring.Running;
using Assay.Server.Dashboard.Figures;
using Assay.Server.Dashboard.Pages;
using Assay.Surfacing;
using Assay.Surfacing.Reporting;

namespace Assay.Cli.Output;

/// <summary>A report as Markdown, for a pull request, a chat or a wiki.</summary>
internal sealed class MarkdownReport
{
    private const string Bars = "▁▂▃▄▅▆▇█";
    private const int ShownSlices = 20;

    private readonly StringBuilder _text = new();
    private readonly Report _report;

    private MarkdownReport(Report report) => _report = report;

    public static string Write(Report report) => new MarkdownReport(report).Write();

    private string Write()
    {
        // Headings hold our own words only: some dialects read attributes in them, also out of code.
        Line("# Quality report");
        Line(string.Create(CultureInfo.InvariantCulture, $"**{MarkdownText.Code(_report.Title)}** · {_report.Subtitle} · report of {_report.MadeAt.UtcDateTime:yyyy-MM-dd HH:mm} UTC"));
        if (_report.Judges.Count == 0)
        {
            Line("Nothing was judged. There is no figure, which is not a zero.");
        }

        foreach (JudgeReport judge in _report.Judges)
        {
            Write(judge);
        }

        Line("---");
        Line($"Every mean stands with its 95 % interval and its n; *(few)* marks one of less than {MinimumSample.ForMean} scores, too few to rely on. A response that could not be judged is no low score and no zero: it is counted under what was not judged.");
        return _text.ToString().TrimEnd() + "\n";
    }

    private void Write(JudgeReport judge)
    {
        Line("## Judge");
        Line($"**{MarkdownText.Code(judge.Judge)}** · {(judge.Model is { } model ? $"model {MarkdownText.Code(model)} · " : "")}judge version {MarkdownText.Code(judge.JudgeVersion)}");
        if (judge.IsHeuristic)
        {
            Line("**Heuristic scores: no model was asked.** They show that the pipeline works, not how good the answers are.");
        }

        if (judge.Main is { } main)
        {
            Line($"{Bold(main.Mean()!, main)} {Interval(main.Mean()!, main)} on a scale of {Scale(main)}, n {Figure.Count(main.N)}{Few(main.N)}{Change(judge, main)}");
        }

        OutcomeCounts counts = judge.Counts;
        Line($"{Figure.Count(counts.Accepted)} accepted = {string.Join(" + ", counts.Parts.Select(p => $"{Figure.Count(p.Count)} {p.State.ToSnakeCase()}"))}"
            + (counts.Coverage is { } coverage ? $" · coverage {Figure.Percent(coverage)}" : ""));
        foreach ((string version, long scored) in judge.OtherVersions)
        {
            Line($"Not in these figures: judge version {MarkdownText.Code(version)}, {Figure.Count(scored)} scored. Scores of two versions are never averaged together.");
        }

        WriteCriteria(judge);
        WriteSlices(judge);
        WriteLowest(judge);
        WriteUnjudged(judge);
        WriteCost(judge.Cost);
    }

    private void WriteCriteria(JudgeReport judge)
    {
        if (judge.Main is null)
        {
            Line("Nothing was scored.");
            return;
        }

        Line("### Criteria");
        _text.Append("| criterion | mean | 95 % interval | n | scale | at or below | share | distribution |\n|---|--:|---|--:|---|--:|---|---|\n");
        foreach (ScoreHistogram scores in judge.Criteria)
        {
            if (scores.Mean() is not { } mean)
            {
                _text.Append($"| {MarkdownText.Code(scores.Criterion)} | none | | 0 | {Scale(scores)} | | | |\n");
                continue;
            }

            Estimate low = _report.Bar.ShareOf(scores)!;
            _text.Append($"| {MarkdownText.Code(scores.Criterion)} | {Figure.Score(mean.Mean, scores)}{Few(mean.N)} | {Interval(mean, scores)} | {Figure.Count(mean.N)} | {Scale(scores)} | "
                + $"{Number(_report.Bar.On(scores))} | {Figure.Percent(low.Mean)}{(low is { Low: { } from, High: { } to } ? $" [{Figure.Percent(from)}, {Figure.Percent(to)}]" : "")} | `{Distribution(scores)}` |\n");
        }

        _text.Append('\n');
        foreach (CorrectedCriterion corrected in judge.Corrected?.Criteria ?? [])
        {
            Line(MarkdownText.Plain(corrected.Sentence));
        }
    }

    private void WriteSlices(JudgeReport judge)
    {
        if (judge.Slices.Count == 0)
        {
            return;
        }

        Line("### Slices, lowest first");
        _text.Append("| field | value | mean | 95 % interval | n |\n|---|---|--:|---|--:|\n");
        foreach (ReportSlice slice in judge.Slices.Take(ShownSlices))
        {
            Estimate mean = slice.Scores.Mean()!;
            _text.Append($"| {MarkdownText.Code(slice.Field)} | {MarkdownText.Code(slice.Value)} | {Figure.Score(mean.Mean, slice.Scores)}{Few(mean.N)} | {Interval(mean, slice.Scores)} | {Figure.Count(mean.N)} |\n");
        }

        _text.Append('\n');
        if (judge.Slices.Count > ShownSlices)
        {
            Line($"{Figure.Count(judge.Slices.Count - ShownSlices)} more are not shown.");
        }
    }

    private void WriteLowest(JudgeReport judge)
    {
        if (judge.Lowest.Count == 0)
        {
            return;
        }

        Line("### Rated lowest");
        foreach (ResultRow row in judge.Lowest)
        {
            var said = ResponseText.Of(row.Body);
            Line($"**{(row.Overall is { } overall ? Figure.Score(overall) : "no overall score")}** {MarkdownText.Code(row.Id)}");
            _text.Append(MarkdownText.Quotation(said.Input)).Append(">\n").Append(MarkdownText.Quotation(said.Output)).Append('\n');
            foreach ((string criterion, double score, string? label, string? reason, _) in row.Scores)
            {
                _text.Append($"- {MarkdownText.Code(criterion)} **{(label is null ? Figure.Score(score) : MarkdownText.Code(label))}** {(reason is null ? "no reason was given" : MarkdownText.Code(reason, 400))}\n");
            }

            _text.Append('\n');
        }
    }

    private void WriteUnjudged(JudgeReport judge)
    {
        if (judge.Counts.UnscoredTotal + judge.Counts.SkippedTotal + judge.Counts.Owed == 0)
        {
            return;
        }

        Line("### Not judged");
        _text.Append("| outcome | reason | n | what to do | for example |\n|---|---|--:|---|---|\n");
        foreach ((string reason, long count) in judge.Counts.Unscored)
        {
            string examples = string.Join(" ", judge.Unscored.Where(r => r.Reason == reason).Select(r => MarkdownText.Code(r.Id, 40)));
            _text.Append($"| unscored | {MarkdownText.Code(reason)} | {Figure.Count(count)} | {ReasonAdvice.For(reason)} | {examples} |\n");
        }

        foreach ((string reason, long count) in judge.Counts.Skipped)
        {
            _text.Append($"| skipped | {MarkdownText.Code(reason)} | {Figure.Count(count)} | | |\n");
        }

        if (judge.Counts.Owed > 0)
        {
            _text.Append($"| owed | | {Figure.Count(judge.Counts.Owed)} | not judged yet | |\n");
        }

        _text.Append('\n');
    }

    private void WriteCost(ReportCost cost)
    {
        Line("### Cost");
        Line($"{Figure.Usd(cost.Usd)} for {Figure.Count(cost.Attempts)} requests{(cost.Tokens is var (input, output) ? $", {Figure.Count(input)} tokens in, {Figure.Count(output)} out" : "")} · "
            + $"{Figure.Count(cost.Cached)} verdicts from the cache, {Figure.Count(cost.Shared)} shared{(cost.SavedUsd is { } saved ? $", {Figure.Usd(saved)} saved" : "")}");
    }

    private void Line(string text) => _text.Append(text).Append("\n\n");

    private static string Change(JudgeReport judge, ScoreHistogram main) => judge is { Change: { } change, ChangeAgainst: { } against }
        ? $" · {Figure.Signed(change.Value, main)}{(change is { Low: { } low, High: { } high } ? $" [{Figure.Signed(low, main)}, {Figure.Signed(high, main)}]" : "")} against {against}: {change.Verdict}"
        : "";

    private static string Bold(Estimate mean, ScoreHistogram scale) => $"**{Figure.Score(mean.Mean, scale)}**";

    private static string Interval(Estimate mean, ScoreHistogram scale) =>
        mean is { Low: { } low, High: { } high } ? $"[{Figure.Score(low, scale)}, {Figure.Score(high, scale)}]" : "no interval";

    private static string Few(long n) => n < MinimumSample.ForMean ? " *(few)*" : "";

    private static string Scale(ScoreHistogram scores) => $"{Number(scores.Min)}–{Number(scores.Max)}";

    private static string Number(double value) => value.ToString("0.##", CultureInfo.InvariantCulture);

    private static string Distribution(ScoreHistogram scores)
    {
        IReadOnlyList<long> bars = scores.Bars();
        long most = Math.Max(1, bars.Max());
        return string.Concat(bars.Select(b => b == 0 ? '·' : Bars[(int)Math.Round((double)b / most * (Bars.Length - 1))]));
    }
}
