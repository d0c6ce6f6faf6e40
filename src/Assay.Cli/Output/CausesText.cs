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
        console.MarkupLine($"[bold]{Safe(report.Judge)}[/] {what}{(report.Before is { } before ? $", against the time from {Time(before)}" : "")}  [grey]judge version {Safe(report.JudgeVersion)}, {Count(report.LookedAt)} responses looked at, {(report.TextsRead < report.LookedAt ? $"the texts of {Count(report.TextsRead)} read" : "their texts read")}[/]");
        if (report.Within.Count > 0)
        {
            console.MarkupLine($"  within [bold]{Name(report.Within)}[/]");
        }

        Estimate mean = report.Scores.Mean()!;
        console.MarkupLine($"  mean {Number(mean.Mean)}{Interval(mean.Low, mean.High)}{(report.Change is { } change ? $", changed by [bold]{Signed(change.Value)}[/]{Interval(change.Low, change.High)}" : "")}");
        if (report.OtherVersions.Count > 0)
        {
            console.MarkupLine($"  [yellow]The judge itself was changed in this time ({Safe(string.Join(", ", report.OtherVersions))}): only what its newest version said is compared.[/]");
        }

        if (report.Changed.Count > 0)
        {
            console.MarkupLine($"  new since then: {string.Join(", ", report.Changed.Select(New))}");
        }

        console.WriteLine();
        if (report.Causes.Count == 0)
        {
            console.MarkupLine("Nothing that can be found explains it: no field under `slices` in assay.yaml and no two of them together, of at least 20 responses, and no words or alike texts of at least 10.");
            return;
        }

        foreach ((Cause cause, int number) in report.Causes.Select((c, i) => (c, i + 1)))
        {
            Write(console, cause, number, isFall: report.Change is not null);
        }
    }

    private static void Write(IAnsiConsole console, Cause cause, int number, bool isFall)
    {
        console.MarkupLine($"[bold]{number}. {Safe(cause.Label)}[/]  {Signed(cause.Effect.Mean)}{Interval(cause.Effect.Low, cause.Effect.High)} {(cause.IsNamedByJudge ? "by being named more often" : "against the others")}, n {Count(cause.Support)}");
        if (cause.ShareOfDrop is { } share)
        {
            console.MarkupLine($"   explains {Percent(share.Mean)}{(share is { Low: { } low, High: { } high } ? $" [grey][[{Percent(low)}, {Percent(high)}]][/]" : "")} of {(isFall ? "the fall" : "the low scores")}");
        }

        if (cause.Lift is { } lift)
        {
            string times = $"{lift.Mean.ToString("0.0", CultureInfo.InvariantCulture)} times as often as";
            console.MarkupLine($"   {(cause.IsNamedByJudge ? $"named {times} before" : $"low scores {times} elsewhere")}{Interval(lift.Low, lift.High)}");
        }

        Line("words of its low responses", cause.Kind == CauseKind.Slice ? cause.Terms : []);
        Line("with it", cause.Kind == CauseKind.Term ? cause.Terms.Skip(1) : []);
        Line("the judge says", cause.Reasons);
        Line("named", cause.Failures.Select(f => $"{f.Code} {Percent(f.Share)}"));
        Line("mostly the same responses", cause.SameAs.Select(slice => string.Join(" and ", slice.Select(f => $"{f.Field}={f.Value}"))));
        Line("for example", cause.Examples);

        void Line(string what, IEnumerable<string> words)
        {
            if (words.Any())
            {
                console.MarkupLine($"   [grey]{what}: {Safe(string.Join(", ", words))}[/]");
            }
        }
    }

    private static string New(Novelty novelty) => Safe($"{novelty.Field}={novelty.Value}")
        + (novelty.Since is { } since ? $" [grey]({Time(since)})[/]" : novelty.Share is { } share ? $" [grey]({Percent(share)} of the responses)[/]" : "");

    private static string Count(long n) => n.ToString("N0", CultureInfo.InvariantCulture);

    private static string Name(IReadOnlyList<Facet> slice) => Safe(string.Join(", ", slice.Select(f => $"{f.Field}={f.Value}")));

    private static string Number(double value) => value.ToString("0.00", CultureInfo.InvariantCulture);

    private static string Signed(double value) => value.ToString("+0.00;-0.00;0.00", CultureInfo.InvariantCulture);

    private static string Percent(double share) => share.ToString("0 %", CultureInfo.InvariantCulture);

    private static string Interval(double? low, double? high) => low is { } from && high is { } to ? $" [grey][[{Number(from)}, {Number(to)}]][/]" : "";

    private static string Time(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd HH:mm 'UTC'", CultureInfo.InvariantCulture);

    private static string Safe(string text) => Markup.Escape(TerminalText.Clean(text));
}
