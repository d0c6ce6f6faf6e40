using System.Globalization;
using Assay.Calibrating.Probing;
using Assay.Cli.Output;
using Assay.Scoring.Judging;
using Assay.Surfacing;
using Spectre.Console;

namespace Assay.Cli.Trusting.Probing;

/// <summary>A probe for people: what it comes to, then test by test, then why.</summary>
internal static class ProbeText
{
    private static readonly ProbeTest[] Harmless = [ProbeTest.RubricOrder, .. ProbeTests.Harmless];

    public static void Write(IAnsiConsole console, ProbeResult result)
    {
        ProbeReport report = result.Report;
        Judge judge = report.Plan.Judge;
        console.MarkupLine($"[bold]{FigureText.Safe(judge.Name)}[/]  [grey]{FigureText.Safe(judge.Model.ToString())} · judge version {judge.Version} · {report.Plan.Items.Count} items ({FigureText.Safe(report.Plan.Set.Source)}), {report.Plan.Pairs.Count} pairs[/]");
        if (judge.Model.IsHeuristic)
        {
            console.MarkupLine("[yellow]Heuristic scores: no model was asked.[/]");
        }

        console.MarkupLine(report.Outcome switch { ProbeVerdict.Biased => "[red bold]BIASED[/]", ProbeVerdict.Ok => "[green bold]OK[/]", _ => "[yellow bold]UNCLEAR[/]" });
        Table(console, report, "Must leave the score", Harmless, [("change", t => Estimate(t, "score_change")), ("same", t => Percent(t, "robustness")), ("asked again", t => Percent(t, "repeat_consistency")), ("difference", t => Share(t, "bias"))]);
        Table(console, report, "Must lower the score", ProbeTests.Faults, [("lowered", t => Share(t, "detected")), ("by chance", t => Percent(t, "fell_by_chance")), ("change", t => Estimate(t, "score_change"))]);
        Table(console, report, "Pairs, repeats, and answers that deserve nothing", [ProbeTest.Position, ProbeTest.Repeat, ProbeTest.NullAnswers, ProbeTest.ConstantAnswer, ProbeTest.SelfPreference], [("", Other)]);
        foreach (ProbeTestResult test in report.Tests.Where(t => t.Verdict is ProbeVerdict.Biased or ProbeVerdict.Unclear or ProbeVerdict.NotRun).OrderBy(t => t.Verdict))
        {
            console.MarkupLine($"{Word(test.Verdict)}  [bold]{Name(test.Test)}[/]: {Markup.Escape(TerminalText.Clean(test.Why))}");
        }

        foreach ((string generator, bool isOwn, Estimate mean) in report[ProbeTest.SelfPreference].Generators)
        {
            console.MarkupLine($"  {FigureText.Safe(generator)}{(isOwn ? " (own family)" : "")}  {FigureText.Of(mean)}  [grey]n {mean.N}[/]");
        }

        foreach (string warning in report.Warnings)
        {
            console.MarkupLine($"[yellow]note:[/] {Markup.Escape(TerminalText.Clean(warning))}");
        }

        console.MarkupLine(string.Create(CultureInfo.InvariantCulture, $"[grey]{result.Calls:N0} calls, {result.Cached:N0} from the cache, ${result.CostUsd:0.00####} · {result.Seconds:0.0} s[/]"));
    }

    private static void Table(IAnsiConsole console, ProbeReport report, string heading, IReadOnlyList<ProbeTest> tests, IReadOnlyList<(string Heading, Func<ProbeTestResult, string> Cell)> columns)
    {
        ProbeTestResult[] run = [.. tests.Select(t => report[t]).Where(t => t.Figures.Count > 0 || t.Missing.Count > 0)];
        if (run.Length == 0)
        {
            return;
        }

        var table = new Table().Border(TableBorder.Simple).BorderColor(Color.Grey);
        table.AddColumns(new TableColumn(""), new TableColumn(""));
        table.AddColumns([.. columns.Select(c => new TableColumn(c.Heading).NoWrap())]);
        table.AddColumn(new TableColumn("n").RightAligned());
        table.AddColumn("not scored");
        foreach (ProbeTestResult test in run)
        {
            table.AddRow([Name(test.Test), Word(test.Verdict), .. columns.Select(c => c.Cell(test)), FigureText.Count(test.Figures.Count == 0 ? 0 : test.Figures.Max(f => f.Sample.N)), Missing(test)]);
        }

        console.MarkupLine($"[bold]{heading}[/]");
        console.Write(table);
    }

    private static string Other(ProbeTestResult test) => test.Test switch
    {
        ProbeTest.Position => $"first place {Signed(test, "first_shown_preference")}; conflicts {Share(test, "conflicts")}, asked again {Contrary(test)}",
        ProbeTest.Repeat => $"same verdict {Share(test, "repeat_consistency")}",
        ProbeTest.SelfPreference => $"own family minus others {Estimate(test, "own_minus_others")}",
        _ => $"taken for an answer {Share(test, "false_positives")}",
    };

    private static string Contrary(ProbeTestResult test) => test.Figure("repeat_consistency") is { } same ? FigureText.Percent(1 - same.Estimate.Mean) : "-";

    private static string Signed(ProbeTestResult test, string name) => test.Figure(name)?.Estimate is { } e
        ? string.Create(CultureInfo.InvariantCulture, $"{e.Mean * 100:+0.0;-0.0;0.0} pp{(e is { Low: { } low, High: { } high } ? $" [grey][[{low * 100:+0.0;-0.0;0.0}, {high * 100:+0.0;-0.0;0.0}]][/]" : "")}") : "-";

    private static string Missing(ProbeTestResult test) => Markup.Escape(string.Join(", ", test.Missing.Select(m => $"{m.Value} {m.Key}")));

    private static string Estimate(ProbeTestResult test, string name) => test.Figure(name)?.Estimate is { } e
        ? string.Create(CultureInfo.InvariantCulture, $"{e.Mean:+0.00;-0.00;0.00}{(e is { Low: { } low, High: { } high } ? $" [grey][[{low:+0.00;-0.00;0.00}, {high:+0.00;-0.00;0.00}]][/]" : "")}") : "-";

    private static string Share(ProbeTestResult test, string name) => test.Figure(name)?.Estimate is { } e
        ? string.Create(CultureInfo.InvariantCulture, $"{e.Mean * 100:0} %{(e is { Low: { } low, High: { } high } ? $" [grey][[{low * 100:0}, {high * 100:0}]][/]" : "")}") : "-";

    private static string Percent(ProbeTestResult test, string name) => test.Figure(name)?.Estimate is { } e ? string.Create(CultureInfo.InvariantCulture, $"{e.Mean * 100:0} %") : "-";

    private static string Name(ProbeTest test) => test.ToSnakeCase().Replace('_', ' ');

    private static string Word(ProbeVerdict verdict) => verdict switch
    {
        ProbeVerdict.Ok => "[green]ok[/]",
        ProbeVerdict.Biased => "[red]biased[/]",
        ProbeVerdict.Unclear => "[yellow]unclear[/]",
        _ => "[grey]not run[/]",
    };
}
