using Assay.Gating.Looking;
using Assay.Gating.Statistics;

namespace Assay.Gating;

/// <summary>
/// Decides whether outputs may pass: against a baseline that they may not fall behind by more than a margin, against bars, and by
/// cases that must pass. What cannot be told is inconclusive, and never a pass.
/// </summary>
/// <param name="scales">What is compared, the overall score first; with one, it alone decides, else every criterion must hold.</param>
public sealed class Gate(IReadOnlyList<GateScale> scales, GateTerms terms, int samples)
{
    private const int MostGroups = 200;

    /// <param name="cases">Those that were judged: with a look, what it needs.</param>
    /// <param name="hasBaseline">There are outputs to compare with, and not only bars.</param>
    /// <param name="stopped">Why judging came to no end; null where it did.</param>
    /// <param name="look">Null: there is one, at everything.</param>
    public GateResult Decide(IReadOnlyList<GateCase> cases, bool hasBaseline, string? stopped = null, GateLook? look = null)
    {
        IReadOnlyList<GateCase> compared = look is null ? cases : [.. cases.Where(look.Counts)];
        List<(string, string)> parts = hasBaseline ? GroupsOf(look?.Looks.Cases ?? cases) : [];
        Levels levels = LevelsOf(parts.Count, hasBaseline);
        Comparison[] criteria = hasBaseline
            ? [.. scales.Select((s, i) => Compare(compared, s, TestOf(look, i == 0 && HasOverall ? levels.Overall : levels.Others)) with { IsDeciding = i == 0 || !HasOverall })]
            : [];
        Comparison[] groups = [.. parts.Select(p => Compare(compared, scales[0], TestOf(look, levels.Others, p), p))];
        Comparison[] bars = [.. Barred.Select(s => Comparison.WithBar(compared, s, terms.MarginOf(s), (terms.Min[s.Criterion], TestOf(look, levels.Others, c => c.Candidate is not null))))];
        (criteria, groups, bars) = Adjusted(criteria, groups, bars);
        var result = new GateResult
        {
            Outcome = GateOutcome.Inconclusive,
            Reasons = [],
            Samples = samples,
            Cases = cases,
            Judged = cases.Count(IsJudged),
            New = hasBaseline ? cases.Count(c => c.Baseline is null) : 0,
            Missing = cases.Count(c => c.Candidate is null),
            Criteria = criteria,
            Groups = groups,
            Bars = bars,
            MustPass = MustPass.Of(cases, scales[0], terms, samples),
            Flips = hasBaseline ? Flip.Of(cases, scales[0]) : [],
        };
        (GateOutcome outcome, IReadOnlyList<string> reasons) = GateReasons.Of(result, terms, stopped);
        result = result with { Look = look?.Taken(isFutile: outcome == GateOutcome.Inconclusive && stopped is null && IsFutile(result)) };
        return result with { Outcome = outcome, Reasons = reasons, Warnings = GateReasons.Warnings(result) };
    }

    /// <summary>Neither that everything holds nor that anything fell has a chance yet. That a gate ends there is no part of its levels.</summary>
    private static bool IsFutile(GateResult result) =>
        result.All.Any(c => c is { IsDeciding: true, Look: { } look } && !look.MayHold(c.Shift, c.Margin)) && result.All.All(c => c.Look is { } look && !look.MayFall(c.Shift));

    private static ComparisonTest TestOf(GateLook? look, double worse, Func<GateCase, bool> compared) =>
        look?.Of(worse, compared) is { } at ? ComparisonTest.At(at) : ComparisonTest.Once(worse);

    private static ComparisonTest TestOf(GateLook? look, double worse, (string, string)? part = null) =>
        TestOf(look, worse, c => c.Candidate is not null && c.Baseline is not null && (part is not { } p || c.Groups.Contains(p)));

    private bool IsJudged(GateCase of) => of.Candidate?.Score(scales[0].Criterion) is not null && (of.Baseline is null || of.Baseline.Score(scales[0].Criterion) is not null);

    private bool HasOverall => scales[0].IsWinRate || scales[0].Criterion == GateScale.Overall;

    private IEnumerable<GateScale> Barred => scales.Where(s => !s.IsWinRate && terms.Min.ContainsKey(s.Criterion));

    /// <summary>Where the two sides were held against each other, the baseline is that neither is preferred.</summary>
    private Comparison Compare(IReadOnlyList<GateCase> cases, GateScale scale, ComparisonTest test, (string, string)? group = null) => scale.IsWinRate
        ? Comparison.WithBar(cases, scale, terms.MarginOf(scale), (terms.Min.GetValueOrDefault(scale.Criterion, GatePairs.Even), test), group)
        : Comparison.WithBaseline(cases, scale, terms.MarginOf(scale), test, group);

    private List<(string Field, string Value)> GroupsOf(IReadOnlyList<GateCase> cases) =>
    [
        .. cases.SelectMany(c => c.Groups).Distinct().OrderBy(g => terms.Groups.ToList().IndexOf(g.Field)).ThenBy(g => g.Value, StringComparer.Ordinal).Take(MostGroups),
    ];

    /// <summary>
    /// A gate may wrongly fail one time in twenty. The overall score has half of that for itself where there is anything beside it, and
    /// everything else the other half together, by Holm.
    /// </summary>
    private Levels LevelsOf(int parts, bool hasBaseline)
    {
        int own = hasBaseline && HasOverall ? 1 : 0;
        int others = (hasBaseline ? scales.Count - own + parts : 0) + Barred.Count();
        double half = own == 1 && others > 0 ? Shift.WorseLevel / 2 : Shift.WorseLevel;
        return new Levels(half, half / Math.Max(1, others));
    }

    private (Comparison[] Criteria, Comparison[] Groups, Comparison[] Bars) Adjusted(Comparison[] criteria, Comparison[] groups, Comparison[] bars)
    {
        Comparison[] all = [.. criteria, .. groups, .. bars];
        int own = criteria.Length > 0 && HasOverall ? 1 : 0;
        double half = own == 1 && all.Length > 1 ? 2 : 1;
        IReadOnlyList<double> together = Holm.Adjust([.. all.Skip(own).Select(c => c.Shift?.WorseP ?? 1)]);
        for (int i = 0; i < all.Length; i++)
        {
            all[i] = all[i] with { WorseP = Math.Min(1, half * (i < own ? all[i].Shift?.WorseP ?? 1 : together[i - own])) };
        }

        return (all[..criteria.Length], all[criteria.Length..^bars.Length], all[^bars.Length..]);
    }

    /// <summary>At which each comparison is tested.</summary>
    private sealed record Levels(double Overall, double Others);
}
