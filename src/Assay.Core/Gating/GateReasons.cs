using System.Globalization;
using Assay.Gating.Statistics;
using Assay.Surfacing;

namespace Assay.Gating;

/// <summary>What a gate comes to, and why, in sentences.</summary>
internal static class GateReasons
{
    private const int NamedCases = 5;

    public static (GateOutcome Outcome, IReadOnlyList<string> Reasons) Of(GateResult result, GateTerms terms, string? stopped)
    {
        if (stopped is not null)
        {
            return (GateOutcome.Inconclusive, [stopped]);
        }

        // A case that must pass and does not is no estimate: it fails whatever else is known.
        if (result.MustPass is { Failed: { Count: > 0 } failed } must)
        {
            return (GateOutcome.Fail, [$"{Count(failed.Count, "case that must pass does", "cases that must pass do")} not: {Named(failed)}. {Reaching(must)}", .. Fallen(result).Select(Fell)]);
        }

        List<string> tooLittle = [.. TooLittle(result, terms)];
        if (tooLittle.Count > 0)
        {
            return (GateOutcome.Inconclusive, tooLittle);
        }

        List<string> fallen = [.. Fallen(result).Select(Fell)];
        if (fallen.Count > 0)
        {
            return (GateOutcome.Fail, fallen);
        }

        List<Comparison> deciding = [.. result.All.Where(c => c.IsDeciding)];
        List<string> unclear = [.. deciding.Where(c => c.Standing == Standing.Unclear).Select(Unclear)];
        return unclear.Count > 0 ? (GateOutcome.Inconclusive, unclear) : (GateOutcome.Pass, [.. deciding.Select(Holds), .. MustPassed(result)]);
    }

    public static IReadOnlyList<string> Warnings(GateResult result)
    {
        var warnings = new List<string>();
        foreach (Comparison blind in result.All.Where(c => c is { IsDeciding: true, IsBlind: true }))
        {
            warnings.Add(blind.Shift?.Detectable is { } seen
                ? $"{blind.Name}: {blind.Shift.DetectableOver} cases can show a fall of {blind.Scale.Distance(seen)}, which is more than the margin of {blind.Scale.Distance(blind.Margin)}: a smaller one may go unseen.{More(blind, " ")}"
                : $"{blind.Name}: these cases have no spread that would tell how small a fall they can show.");
        }

        if (result.Missing > 0)
        {
            warnings.Add($"{Count(result.Missing, "case of the baseline has", "cases of the baseline have")} no output now: counted as not judged.");
        }

        if (result.New > 0)
        {
            warnings.Add($"{Count(result.New, "case is", "cases are")} not in the baseline, and nothing is said of how they were before.");
        }

        foreach (Comparison group in result.Criteria.Concat(result.Groups).Where(c => c is { IsDeciding: false, Shift.WorseP: <= Shift.WorseLevel } && c.Standing != Standing.Fell))
        {
            warnings.Add($"{group.Name} is lower by {group.Scale.Distance(group.Shift!.Value)}; among so many comparisons that is no proof.");
        }

        return warnings;
    }

    private static IEnumerable<string> TooLittle(GateResult result, GateTerms terms)
    {
        if (result.Judged < terms.MinN)
        {
            yield return $"only {Count(result.Judged, "case was", "cases were")} judged, and nothing is concluded from fewer than {terms.MinN} (min_n).";
        }

        if (result.Coverage is { } coverage && coverage < terms.MinCoverage)
        {
            string why = string.Join(", ", result.NotJudged.Select(r => string.Create(CultureInfo.InvariantCulture, $"{r.Count} {r.Reason}")).Concat(result.Missing > 0 ? [$"{result.Missing} without an output now"] : []));
            yield return string.Create(CultureInfo.InvariantCulture, $"only {coverage:P1} of {result.Cases.Count} cases could be judged, less than min_coverage {terms.MinCoverage:P0}: {why}.{Example(result)}");
        }

        if (result.MustPass is { NotJudged: { Count: > 0 } unknown })
        {
            yield return $"{Count(unknown.Count, "case that must pass was", "cases that must pass were")} not judged: {Named(unknown)}.";
        }
    }

    private static string Example(GateResult result) =>
        result.Cases.Where(c => c.Candidate is { Reason: not null, Detail.Length: > 0 }).Select(c => $" For example {HarmlessText.Line(c.Id, 60)}: {HarmlessText.Line(c.Candidate!.Detail!, 300)}").FirstOrDefault("");

    private static IEnumerable<Comparison> Fallen(GateResult result) => result.All.Where(c => c.Standing == Standing.Fell);

    private static string Fell(Comparison c) => c.Bar is { } bar
        ? $"{c.Name} is {c.Scale.Text(c.Now!.Mean)}, below {c.Scale.Text(bar)} by more than chance explains{Interval(c)} (one-sided p {P(c.WorseP)})."
        : $"{c.Name} fell by {c.Scale.Distance(c.Shift!.Value)}{Interval(c)} over {c.Shift.N} cases (one-sided p {P(c.WorseP)}): more than chance explains, and not within the margin of {c.Scale.Distance(c.Margin)}.";

    private static string Unclear(Comparison c) => c.Shift is null
        ? $"{c.Name}: no case was judged on both sides."
        : c.Bar is { } bar
        ? $"{c.Name} is {c.Scale.Text(c.Now!.Mean)}; that it holds {c.Scale.Text(bar)} within {c.Scale.Distance(c.Margin)} cannot be told{Interval(c)}.{More(c, " ")}"
        : $"{c.Name} changed by {c.Scale.Signed(c.Shift.Value)}{Interval(c)} over {c.Shift.N} cases: neither a fall nor its absence within the margin of {c.Scale.Distance(c.Margin)} can be told.{More(c, " ")}";

    private static string Holds(Comparison c) => c.IsUnchanged
        ? $"every output that was judged is the same as the baseline's: {c.Name} is {c.Scale.Text(c.Now!.Mean)} as before."
        : c.Bar is { } bar
        ? $"{c.Name} is {c.Scale.Text(c.Now!.Mean)}, and holds {c.Scale.Text(bar)} within {c.Scale.Distance(c.Margin)}{Interval(c)}."
        : $"{c.Name} did not fall by more than the margin of {c.Scale.Distance(c.Margin)}: it changed by {c.Scale.Signed(c.Shift!.Value)}{Interval(c)} over {c.Shift.N} cases.";

    private static string Interval(Comparison c) => c.Shift is { Low: { } low, High: { } high }
        ? c.Bar is { } bar ? $" [{c.Scale.Text(bar + low)}, {c.Scale.Text(bar + high)}]" : $" [{c.Scale.Signed(low)}, {c.Scale.Signed(high)}]"
        : "";

    private static string P(double p) => p < 0.0001 ? "below 0.0001" : p.ToString("0.000#", CultureInfo.InvariantCulture);

    private static string More(Comparison c, string before) => c.Shift?.NeededFor(c.Margin) is { } needed && needed > c.Shift.DetectableOver
        ? string.Create(CultureInfo.InvariantCulture, $"{before}About {needed:N0} cases like these would do, or more samples of each.")
        : "";

    private static IEnumerable<string> MustPassed(GateResult result) =>
        result.MustPass is { Passed.Count: var passed } ? [$"{Count(passed, "case that must pass does", "cases that must pass all do")}."] : [];

    private static string Reaching(MustPass must) =>
        string.Create(CultureInfo.InvariantCulture, $"Passing is a score of {must.Score:0.##} or more{(must.Times > 1 ? $" in {must.Times} samples" : "")}.");

    private static string Named(IReadOnlyList<string> ids) =>
        string.Join(", ", ids.Take(NamedCases).Select(i => HarmlessText.Line(i, 60))) + (ids.Count > NamedCases ? $" and {ids.Count - NamedCases} more" : "");

    private static string Count(int count, string one, string many) => string.Create(CultureInfo.InvariantCulture, $"{count:N0} {(count == 1 ? one : many)}");
}
