using System.Globalization;
using Assay.Scoring.Judging;
using Assay.Scoring.Panels;
using Assay.Scoring.Running;
using Assay.Surfacing;
using Spectre.Console;

namespace Assay.Cli.Output;

/// <summary>How a panel came to its verdict, and what a panel did in a run, for people.</summary>
internal static class PanelText
{
    public static void Write(IAnsiConsole console, PanelVerdict panel)
    {
        foreach (StageVerdict stage in panel.Stages)
        {
            string said = stage.Score is { } score ? $"{Safe(stage.Grade!)}{(stage.Grade == Number(score) ? "" : $" ({Number(score)})")}" : "";
            string certain = stage.Certainty is { } certainty ? string.Create(CultureInfo.InvariantCulture, $", certain to {certainty:0.###}") : "";
            string dissent = stage.Dissent is not { } d ? "" : d.IsUnanimous ? ", unanimous" : $", from {Number(d.Low)} to {Number(d.High)}, sd {Number(d.Sd)}";
            string end = stage.Decided ? "  [bold]decides[/]" : stage.Reason is { } reason ? $"  [grey]{Safe(reason.Replace('_', ' '))}[/]" : "";
            console.MarkupLine(stage.Name == StageVerdict.People ? "  stage human  [yellow]in the queue to be labelled[/]" : $"  stage {Safe(stage.Name)}  {said}[grey]{certain}{dissent}[/]{end}");
            foreach (PanelVote vote in panel.Votes.Where(v => v.Stage == stage.Stage))
            {
                Write(console, vote);
            }
        }
    }

    private static void Write(IAnsiConsole console, PanelVote vote)
    {
        string origin = vote.Origin == VerdictOrigin.Call ? "" : $", {vote.Origin.ToSnakeCase()}";
        string said = vote.Reason is { } reason ? $"[yellow]{Safe(reason)}[/] {Safe(TerminalText.Excerpt(vote.Detail ?? "", 160))}"
            : Safe(SampleText.Of(vote));
        console.MarkupLine(string.Create(CultureInfo.InvariantCulture, $"    [grey]{Safe(vote.Name)}[/]  {said}  [grey]{vote.JudgeVersion} · ${vote.CostUsd:0.######}{origin}[/]"));
    }

    public static void Write(IAnsiConsole console, PanelSums sums, IReadOnlyList<string> notes)
    {
        var stages = new Table().Border(TableBorder.Simple).BorderColor(Color.Grey);
        stages.AddColumns("stage", "came to it", "decided", "cost");
        long all = sums.Stages.Sum(s => s.Decided);
        foreach (PanelSums.Stage stage in sums.Stages)
        {
            stages.AddRow(Safe(stage.Name), Count(stage.Asked), stage.Name == StageVerdict.People ? "[grey]waits for labels[/]" : $"{Count(stage.Decided)}{(all > 0 ? $" ({Number(100.0 * stage.Decided / all)} %)" : "")}", Usd(stage.CostUsd));
        }

        console.Write(stages);
        var voters = new Table().Border(TableBorder.Simple).BorderColor(Color.Grey);
        voters.AddColumns("asked", "verdicts", "failed", "cost");
        foreach (PanelSums.Voter voter in sums.Voters)
        {
            voters.AddRow(Safe(voter.Name), Count(voter.Asked - voter.Failed), Count(voter.Failed), Usd(voter.CostUsd));
        }

        console.Write(voters);
        foreach (string note in notes)
        {
            console.MarkupLine($"[yellow]{Safe(note)}[/]");
        }
    }

    private static string Safe(string text) => Markup.Escape(TerminalText.Clean(text));

    private static string Number(double value) => value.ToString("0.##", CultureInfo.InvariantCulture);

    private static string Count(long value) => value.ToString("N0", CultureInfo.InvariantCulture);

    private static string Usd(decimal value) => $"${value.ToString("0.00####", CultureInfo.InvariantCulture)}";
}
