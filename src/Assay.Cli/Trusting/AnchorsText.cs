using System.Globalization;
using Assay.Calibrating.Anchors;
using Assay.Cli.Output;
using Assay.Surfacing;
using Spectre.Console;

namespace Assay.Cli.Trusting;

/// <summary>How judges stand on their anchors, for people.</summary>
internal static class AnchorsText
{
    private const int MostDays = 14;

    public static void Write(IAnsiConsole console, IReadOnlyList<AnchorStatus> judges)
    {
        foreach (AnchorStatus status in judges)
        {
            console.MarkupLine($"[bold]{Safe(status.Judge.Name)}[/]  [grey]version {status.Judge.Version}, {status.Terms.Set.Items.Count} anchors (set {status.Terms.Set.Version})[/]");
            console.MarkupLine($"  {Safe(status.Summary)}{(status.LastAt is { } at ? $"  [grey]all were scored last at {Time(at)}[/]" : "")}");
            if (status.Before is var (version, seam))
            {
                console.MarkupLine(Safe($"  beside version {version} it scores them by {AnchorFinding.Text(seam.Difference, status.Main)}"));
            }

            if (status.Bias is { } bias)
            {
                console.MarkupLine(Safe(string.Create(CultureInfo.InvariantCulture, $"  judge minus people {bias.Mean:+0.00;-0.00;0.00}{Interval(bias)} on {bias.N} anchors")));
            }

            foreach ((DateTimeOffset day, Estimate moved) in status.Days.TakeLast(MostDays))
            {
                console.MarkupLine(Safe(string.Create(CultureInfo.InvariantCulture, $"  {day:yyyy-MM-dd}  {moved.Mean,6:+0.00;-0.00;0.00}{Interval(moved)}  n {moved.N}")));
            }

            console.MarkupLine(string.Create(CultureInfo.InvariantCulture, $"  [grey]spent on them ${status.CostUsd:0.####}[/]"));
        }
    }

    private static string Interval(Estimate value) => value is { Low: { } low, High: { } high } ? string.Create(CultureInfo.InvariantCulture, $" [{low:+0.00;-0.00;0.00}, {high:+0.00;-0.00;0.00}]") : "";

    private static string Time(DateTimeOffset time) => time.ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture);

    private static string Safe(string text) => Markup.Escape(TerminalText.Clean(text));
}
