using System.Globalization;
using Assay.Surfacing;
using Assay.Surfacing.Causes;
using Spectre.Console;

namespace Assay.Cli.Output;

/// <summary>Causes, for people.</summary>
internal static class CausesText
{
    public static void Write(IAnsiConsole console, CauseReport report)
    {
        string what = report.Release is { } release ? $"since release {Safe(release)}" : $"since {Time(report.From)}";
        console.MarkupLine($"[bold]{Safe(report.Judge)}[/] {what}{(report.Before is { } before ? $", against the time from {Time(before)}" : "")}  [grey]judge version {Safe(report.JudgeVersion)}, {report.LookedAt.ToString("N0", CultureInfo.InvariantCulture)} responses looked at[/]");
        Estimate mean = report.Scores.Mean()!;
        console.MarkupLine($"  mean {Number(mean.Mean)}{Interval(mean.Low, mean.High)}{(report.Change is { } change ? $", changed by [bold]{Signed(change.Value)}[/]{Interval(change.Low, change.High)}" : "")}");
        if (report.OtherVersions.Count > 0)
        {
            console.MarkupLine($"  [yellow]The judge itself was changed in this time ({Safe(string.Join(", ", report.OtherVersions))}): only what its newest version said is compared.[/]");
        }

        console.WriteLine();
        if (report.Causes.Count == 0)
        {
            console.MarkupLine("No slice of the declared fields explains it. What can be found are fields under `slices` in assay.yaml and two of them together, of at least 20 responses.");
            return;
        }

        foreach ((Cause cause, int number) in report.Causes.Select((c, i) => (c, i + 1)))
        {
            console.MarkupLine($"[bold]{number}. {Name(cause.Slice)}[/]  {Signed(cause.Effect.Mean)}{Interval(cause.Effect.Low, cause.Effect.High)} against the others, n {cause.Support.ToString("N0", CultureInfo.InvariantCulture)}");
            if (cause.ShareOfDrop is { } share)
            {
                console.MarkupLine($"   explains {Percent(share.Mean)}{(share is { Low: { } low, High: { } high } ? $" [grey][[{Percent(low)}, {Percent(high)}]][/]" : "")} of {(report.Change is null ? "the low scores" : "the fall")}");
            }

            if (cause.Lift is { } lift)
            {
                console.MarkupLine($"   low scores {lift.Mean.ToString("0.0", CultureInfo.InvariantCulture)} times as often as elsewhere{Interval(lift.Low, lift.High)}");
            }

            if (cause.SameAs.Count > 0)
            {
                console.MarkupLine($"   [grey]mostly the same responses: {string.Join("; ", cause.SameAs.Select(Name))}[/]");
            }

            console.MarkupLine($"   [grey]for example {Safe(string.Join(", ", cause.Examples))}[/]");
        }
    }

    private static string Name(IReadOnlyList<Facet> slice) => Safe(string.Join(", ", slice.Select(f => $"{f.Field}={f.Value}")));

    private static string Number(double value) => value.ToString("0.00", CultureInfo.InvariantCulture);

    private static string Signed(double value) => value.ToString("+0.00;-0.00;0.00", CultureInfo.InvariantCulture);

    private static string Percent(double share) => share.ToString("0 %", CultureInfo.InvariantCulture);

    private static string Interval(double? low, double? high) => low is { } from && high is { } to ? $" [grey][[{Number(from)}, {Number(to)}]][/]" : "";

    private static string Time(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd HH:mm 'UTC'", CultureInfo.InvariantCulture);

    private static string Safe(string text) => Markup.Escape(TerminalText.Clean(text));
}
