using System.Globalization;
using Assay.Cli.Output;
using Assay.Cli.Trusting;
using Assay.Gating;
using Assay.Surfacing;
using Spectre.Console;

namespace Assay.Cli.Gating;

/// <summary>A gate for people: first what it could see at all, then what it comes to and why.</summary>
internal static class GateText
{
    private const int ShownFlips = 10;

    public static void Write(IAnsiConsole console, GateReport report)
    {
        GateResult result = report.Result;
        console.MarkupLine($"[bold]{Safe(report.Judge)}[/]  [grey]{Safe(report.Model)} · judge version {report.JudgeVersion}{(result.Samples > 1 ? $" · {result.Samples} samples each" : "")}[/]");
        console.MarkupLine($"{Safe(report.Candidate)}{(report.Baseline is { } baseline ? $" against {Safe(baseline)}" : "")}");
        foreach (string line in GateMaking.Lines(report))
        {
            console.MarkupLine($"[grey]{Safe(line)}[/]");
        }

        if (report.IsHeuristic)
        {
            console.MarkupLine("[yellow]Heuristic scores: no model was asked. They show that the gate works, not how good the answers are.[/]");
        }

        WriteSight(console, result);
        foreach (CorrectedSide side in report.Corrected)
        {
            console.MarkupLine(Safe(side.Sentence));
        }

        console.WriteLine();
        console.MarkupLine(Verdict(result.Outcome));
        foreach (string reason in result.Reasons)
        {
            console.MarkupLine($"  {Safe(reason)}");
        }

        if (report.Pairs is { } pairs)
        {
            (int wins, int ties, int losses) = pairs.Outcomes;
            console.MarkupLine($"  [grey]{Count(wins)} pairs won, {Count(ties)} tied, {Count(losses)} lost; {PairsText.Steadiness(pairs)}{(pairs.Length?.WinRate.Estimate is { } controlled ? $"; at equal length {FigureText.Share(controlled)}" : "")}[/]");
        }

        WriteTable(console, result);
        WriteFlips(console, result);
        foreach (string warning in result.Warnings)
        {
            console.MarkupLine($"[yellow]note:[/] {Safe(warning)}");
        }

        console.MarkupLine($"[grey]{Count(result.Cases.Count)} cases, {Count(result.Judged)} judged{(result.Coverage is { } c ? string.Create(CultureInfo.InvariantCulture, $" ({c:P1})") : "")}"
            + $"{(result.Unchanged > 0 ? $", {Count(result.Unchanged)} with the same output as before" : "")} · {Count(report.Calls)} calls, {Count(report.Cached)} from the cache, "
            + string.Create(CultureInfo.InvariantCulture, $"${report.CostUsd:0.00####} · {report.Seconds:0.0} s{(report.Run is { } run ? $" · run {run}" : "")}[/]"));
    }

    private static void WriteSight(IAnsiConsole console, GateResult result)
    {
        foreach (Comparison comparison in result.All.Where(c => c.IsDeciding))
        {
            string name = Safe(comparison.Bar is null || comparison.Scale.IsWinRate ? comparison.Scale.Criterion : $"{comparison.Scale.Criterion} (bar)");
            console.MarkupLine(comparison is { IsUnchanged: true } ? $"{name}: nothing changed, so nothing has to be seen"
                : comparison.Shift?.Detectable is { } seen
                ? $"{name}: can see a fall of [bold]{comparison.Scale.Distance(seen)}[/] or more (four times in five); margin {comparison.Scale.Distance(comparison.Margin)}"
                : $"{name}: how small a fall can be seen cannot be told; margin {comparison.Scale.Distance(comparison.Margin)}");
        }
    }

    private static void WriteTable(IAnsiConsole console, GateResult result)
    {
        if (!result.All.Any())
        {
            return;
        }

        var table = new Table().Border(TableBorder.Simple).BorderColor(Color.Grey);
        table.AddColumns(new TableColumn(""), new TableColumn("before").RightAligned(), new TableColumn("now").RightAligned(), new TableColumn("change"), new TableColumn("95 %"), new TableColumn("n").RightAligned(), new TableColumn(""));
        foreach (Comparison c in result.All)
        {
            string name = c.Group is { } group ? $"  {group.Field} {TerminalText.Excerpt(group.Value, 30)}" : c.Bar is { } bar ? $"{c.Scale.Criterion} at least {c.Scale.Text(bar)}" : c.Scale.Criterion;
            table.AddRow(
                Markup.Escape(name), Mean(c, c.Before), Mean(c, c.Now), c.Shift is { } shift ? c.Scale.Signed(shift.Value) : "",
                c.Shift is { Low: { } low, High: { } high } ? $"{c.Scale.Signed(low)} to {c.Scale.Signed(high)}" : "", Count(c.Shift?.N ?? 0), Said(c));
        }

        console.Write(table);
    }

    private static void WriteFlips(IAnsiConsole console, GateResult result)
    {
        if (result.Flips.Count == 0)
        {
            return;
        }

        GateScale scale = result.Criteria[0].Scale;
        console.MarkupLine($"{scale.Turned(result.Flips)}:");
        foreach (Flip flip in result.Flips.Take(ShownFlips))
        {
            console.MarkupLine($"  {(flip.Difference < 0 ? "[red]-[/]" : "[green]+[/]")} {Markup.Escape(TerminalText.Excerpt(flip.Id, 50))}  {scale.Way(flip, "->")}");
        }

        if (result.Flips.Count > ShownFlips)
        {
            console.MarkupLine($"  [grey]and {Count(result.Flips.Count - ShownFlips)} more[/]");
        }

        console.WriteLine();
    }

    private static string Verdict(GateOutcome outcome) => outcome switch
    {
        GateOutcome.Pass => "[green bold]PASS[/]",
        GateOutcome.Fail => "[red bold]FAIL[/]",
        _ => "[yellow bold]INCONCLUSIVE[/]",
    };

    private static string Said(Comparison c) => c.Standing switch
    {
        Standing.Fell => "[red]fell[/]",
        Standing.Holds => "[green]holds[/]",
        _ => c.IsDeciding ? "[yellow]unclear[/]" : "[grey]unclear[/]",
    };

    private static string Mean(Comparison c, Estimate? mean) => mean is null ? "" : c.Scale.Text(mean.Mean);

    private static string Count(long n) => n.ToString("N0", CultureInfo.InvariantCulture);

    private static string Safe(string text) => Markup.Escape(TerminalText.Clean(text));
}
