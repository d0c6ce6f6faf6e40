using System.Globalization;
using System.Text;
using Assay.Cli.Output;
using Assay.Collecting;
using Assay.Gating;

namespace Assay.Cli.Gating;

/// <summary>A gate as Markdown: small enough for the comment of a pull request, and for the summary of a build.</summary>
internal sealed class GateMarkdown
{
    /// <summary>A comment on GitHub holds 65,536 characters.</summary>
    private const int EnoughCharacters = 50_000;

    private const int ShownRows = 60;
    private const int ShownFlips = 25;
    private const int ShownTexts = 8;

    private readonly StringBuilder _text = new();
    private readonly GateReport _report;
    private readonly GateResult _result;

    private GateMarkdown(GateReport report) => (_report, _result) = (report, report.Result);

    public static string Write(GateReport report) => new GateMarkdown(report).Write();

    private string Write()
    {
        Line($"## {Heading(_result.Outcome)}");
        Line($"{MarkdownText.Code(_report.Candidate)}{(_report.Baseline is { } baseline ? $" against {MarkdownText.Code(baseline)}" : "")} · judge {MarkdownText.Code(_report.Judge)} ({MarkdownText.Code(_report.Model)}, version {MarkdownText.Code(_report.JudgeVersion)}{(_result.Samples > 1 ? $", {_result.Samples} samples each" : "")})");
        foreach (string line in GateMaking.Lines(_report))
        {
            Line(MarkdownText.Plain(line));
        }

        if (_report.IsHeuristic)
        {
            Line("**Heuristic scores: no model was asked.** They show that the gate works, not how good the answers are.");
        }

        foreach (string reason in _result.Reasons)
        {
            _text.Append($"- {Sentence(reason)}\n");
        }

        _text.Append('\n');
        WritePairs();
        WriteTable();
        foreach (CorrectedSide side in _report.Corrected)
        {
            Line(Sentence(side.Sentence));
        }

        WriteFlips();
        WriteUnjudged();
        foreach (string warning in _result.Warnings)
        {
            _text.Append($"- *note:* {Sentence(warning)}\n");
        }

        _text.Append('\n');
        Line(string.Create(CultureInfo.InvariantCulture, $"{_result.Cases.Count:N0} cases, {_result.Judged:N0} judged{(_result.Coverage is { } c ? $" ({c:P1})" : "")}, {_result.Unchanged:N0} unchanged · {_report.Calls:N0} calls, {_report.Cached:N0} from the cache, ${_report.CostUsd:0.00####}, {_report.Seconds:0.0} s"));
        WriteTexts();
        return _text.ToString().TrimEnd() + "\n";
    }

    private void WritePairs()
    {
        if (_report.Pairs is not { } pairs)
        {
            return;
        }

        (int wins, int ties, int losses) = pairs.Outcomes;
        Line(string.Create(CultureInfo.InvariantCulture, $"{wins:N0} pairs won, {ties:N0} tied, {losses:N0} lost{(pairs.All.Consistency is { } same ? $"; the same verdict in both orders in {same.Mean:P1}, and the {pairs.All.Conflicts:N0} that changed with the order count as ties" : "")}{(pairs.Identical > 0 ? $"; {pairs.Identical:N0} with the same text on both sides are ties" : "")}{(pairs.Length?.WinRate.Estimate is { } equal ? $"; at equal length the win rate is {equal.Mean:P1}" : "")}."));
    }

    private void WriteTable()
    {
        if (!_result.All.Any())
        {
            return;
        }

        _text.Append("| | before | now | change | 95 % | n | can see a fall of | margin | |\n|---|--:|--:|--:|---|--:|--:|--:|---|\n");
        foreach (Comparison c in _result.All.Take(ShownRows))
        {
            string name = c.Group is { } group ? $"{MarkdownText.Code(group.Field, 40)} {MarkdownText.Code(group.Value, 60)}"
                : c.Bar is { } bar ? $"{MarkdownText.Code(c.Scale.Criterion)} at least {c.Scale.Text(bar)}" : MarkdownText.Code(c.Scale.Criterion);
            _text.Append($"| {name} | {(c.Before is { } before ? c.Scale.Text(before.Mean) : "")} | {(c.Now is { } now ? c.Scale.Text(now.Mean) : "")} | {(c.Shift is { } shift ? c.Scale.Signed(shift.Value) : "")} | "
                + $"{(c.Shift is { Low: { } low, High: { } high } ? $"{c.Scale.Signed(low)} to {c.Scale.Signed(high)}" : "")} | {c.Shift?.N ?? 0} | {(c.Shift?.Detectable is { } seen ? c.Scale.Distance(seen) : "")} | {c.Scale.Distance(c.Margin)} | {Said(c)} |\n");
        }

        _text.Append('\n');
    }

    private void WriteFlips()
    {
        if (_result.Flips.Count == 0)
        {
            return;
        }

        GateScale scale = _result.Criteria[0].Scale;
        Line($"### {scale.Turned(_result.Flips)}");
        _text.Append(scale.IsWinRate ? "| pair | |\n|---|---|\n" : "| case | before | now |\n|---|--:|--:|\n");
        foreach (Flip flip in _result.Flips.Take(ShownFlips))
        {
            _text.Append($"| {MarkdownText.Code(flip.Id, 80)} | {scale.Way(flip, "|")} |\n");
        }

        _text.Append('\n');
        if (_result.Flips.Count > ShownFlips)
        {
            Line($"{_result.Flips.Count - ShownFlips} more are not shown.");
        }
    }

    private void WriteUnjudged()
    {
        if (_result.NotJudged.Count == 0)
        {
            return;
        }

        Line("### Not judged");
        Line(string.Join(", ", _result.NotJudged.Select(r => $"{r.Count} {MarkdownText.Code(r.Reason)}")));
    }

    /// <summary>What was said in the cases that fell furthest, as long as there is room.</summary>
    private void WriteTexts()
    {
        Dictionary<string, GateCase> cases = _result.Cases.ToDictionary(c => c.Id, StringComparer.Ordinal);
        bool isFirst = true;
        foreach (Flip flip in _result.Flips.Where(f => f.Difference < 0).Take(ShownTexts))
        {
            GateCase one = cases[flip.Id];
            var part = new StringBuilder();
            if (isFirst)
            {
                part.Append("### What was said where it turned worse\n\n");
                isFirst = false;
            }

            part.Append($"**{MarkdownText.Code(flip.Id, 80)}** {(_result.Criteria[0].Scale is { IsWinRate: false } scale ? $"{scale.Text(flip.Before)} before, {scale.Text(flip.Now)} now" : "lost")}\n\n");
            Append(part, "asked", one.Candidate?.Response?.Input);
            Append(part, "before", one.Baseline?.Response?.Output);
            Append(part, "now", one.Candidate?.Response?.Output);
            foreach ((string criterion, string said) in one.Candidate?.Said ?? new Dictionary<string, string>())
            {
                part.Append($"- {MarkdownText.Code(criterion)} {MarkdownText.Code(said, 400)}\n");
            }

            if (_text.Length + part.Length > EnoughCharacters)
            {
                return;
            }

            _text.Append(part.Append('\n'));
        }
    }

    private static void Append(StringBuilder part, string name, string? text)
    {
        if (text is not null)
        {
            part.Append(name).Append(":\n\n").Append(MarkdownText.Quotation(text)).Append('\n');
        }
    }

    private static string Said(Comparison c) => c.Standing switch { Standing.Fell => "**fell**", Standing.Holds => "holds", _ => c.IsDeciding ? "**unclear**" : "unclear" };

    private static string Heading(GateOutcome outcome) => outcome switch
    {
        GateOutcome.Pass => "✅ Gate passed",
        GateOutcome.Fail => "❌ Gate failed",
        _ => "⚠️ Gate inconclusive",
    };

    /// <summary>Ours, but with ids and group names of others in it.</summary>
    private static string Sentence(string text) => MarkdownText.Plain(text);

    private void Line(string text) => _text.Append(text).Append("\n\n");
}
