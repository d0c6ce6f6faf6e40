using Assay.Gating.Looking;
using Assay.Gating.Statistics;
using Assay.Surfacing;

namespace Assay.Gating;

/// <summary>One criterion, over all cases or those of a group, now against before: or against a bar where there is one.</summary>
public sealed record Comparison
{
    public required GateScale Scale { get; init; }

    /// <summary>Null: all cases.</summary>
    public (string Field, string Value)? Group { get; init; }

    /// <summary>The mean that must be held; null where it is compared with a baseline.</summary>
    public double? Bar { get; init; }

    public required double Margin { get; init; }

    /// <summary>Null: there is nothing to compare.</summary>
    public required Shift? Shift { get; init; }

    /// <summary>Over the cases compared, as the next.</summary>
    public Estimate? Before { get; init; }

    public Estimate? Now { get; init; }

    /// <summary>Every output is the same as before: there is nothing to be unsure about.</summary>
    public bool IsUnchanged { get; init; }

    /// <summary>Adjusted for how many comparisons there are.</summary>
    public double WorseP { get; init; }

    /// <summary>At which of its looks; null: there is one.</summary>
    internal ComparisonLook? Look { get; init; }

    /// <summary>What the gate's outcome rests on: without it there is no pass.</summary>
    public bool IsDeciding { get; init; }

    /// <summary>As sentences call it.</summary>
    public string Name => Group is { } group ? $"{Scale.Criterion} of {group.Field} {HarmlessText.Line(group.Value, 60)}" : Scale.Criterion;

    public Standing Standing => IsUnchanged || Shift?.AtLeast > -Margin ? Standing.Holds : Shift is not null && WorseP <= Shift.WorseLevel ? Standing.Fell : Standing.Unclear;

    /// <summary>An effect as large as the margin would be missed more often than one time in five.</summary>
    public bool IsBlind => !IsUnchanged && (Shift is null || (Shift.Detectable ?? double.PositiveInfinity) > Margin);

    /// <param name="test">How it is tested.</param>
    public static Comparison WithBaseline(IReadOnlyList<GateCase> cases, GateScale scale, double margin, ComparisonTest test, (string Field, string Value)? part = null)
    {
        var judged = (
            from c in cases
            where part is not { } p || c.Groups.Contains(p)
            let now = c.Candidate?.Score(scale.Criterion)
            let before = c.Baseline?.Score(scale.Criterion)
            where now is not null && before is not null
            select (Case: c, Now: now.Value, Before: before.Value)).ToList();
        return new Comparison
        {
            Scale = scale,
            Group = part,
            Margin = margin,
            Look = test.Look,
            Shift = test.Adjust(Differences(judged, scale, test.Levels)),
            Before = Mean(judged.Select(j => j.Before), scale),
            Now = Mean(judged.Select(j => j.Now), scale),
            IsUnchanged = judged.Count > 0 && judged.TrueForAll(j => j.Case.IsUnchanged) && test.Look?.IsChangeAhead != true,
        };
    }

    /// <param name="held">Against which mean, and how that is tested.</param>
    public static Comparison WithBar(IReadOnlyList<GateCase> cases, GateScale scale, double margin, (double Bar, ComparisonTest Test) held, (string Field, string Value)? part = null)
    {
        (double bar, ComparisonTest test) = held;
        var judged = (
            from c in cases
            where part is not { } p || c.Groups.Contains(p)
            let now = c.Candidate?.Score(scale.Criterion)
            where now is not null
            select (Case: c, Now: now.Value)).ToList();
        return new Comparison
        {
            Scale = scale,
            Group = part,
            Margin = margin,
            Bar = bar,
            IsUnchanged = scale.IsWinRate && bar <= GatePairs.Even && judged.Count > 0 && judged.TrueForAll(j => j.Case.IsUnchanged) && test.Look?.IsChangeAhead != true,
            Look = test.Look,
            Shift = test.Adjust(IsRate(judged.Select(j => (j.Case, j.Now)), scale)
                ? RateShift.Of(judged.Count(j => j.Now == scale.Max), judged.Count, (bar - scale.Min) / scale.Range, test.Levels)?.Times(scale.Range)
                : MeanShift.Of([.. judged.Select(j => new PairedValue(j.Now - bar, j.Case.Cluster))], 2 * scale.Turn, test.Levels, Whole(scale))),
            Now = Mean(judged.Select(j => j.Now), scale),
            IsDeciding = part is null,
        };
    }

    private static Shift? Differences(List<(GateCase Case, double Now, double Before)> judged, GateScale scale, TestLevels levels) =>
        IsRate(judged.SelectMany(j => new[] { (j.Case, j.Now), (j.Case, j.Before) }), scale)
            ? PassShift.Of(judged.Count(j => j.Now > j.Before), judged.Count(j => j.Now < j.Before), judged.Count, levels)?.Times(scale.Range)
            : MeanShift.Of([.. judged.Select(j => new PairedValue(j.Now - j.Before, j.Case.Cluster))], scale.Turn, levels, Whole(scale));

    /// <summary>A rate over cases that stand for themselves; of means over samples, or clusters, the test of means is made.</summary>
    private static bool IsRate(IEnumerable<(GateCase Case, double Score)> judged, GateScale scale) => scale.IsPassFail
        && judged.All(j => IsGrade(j.Score, scale)) && judged.Select(j => j.Case).Distinct().Select(c => c.Cluster).OfType<string>().CountBy(c => c).All(c => c.Value == 1);

    private static double? Whole(GateScale scale) => !scale.IsPassFail ? null : scale.IsWinRate ? scale.Turn : scale.Range;

    private static bool IsGrade(double score, GateScale scale) => score == scale.Min || score == scale.Max;

    private static Estimate? Mean(IEnumerable<double> scores, GateScale scale) => new ScoreHistogram(
        scale.Criterion, scale.Min, scale.Max, [.. scores.GroupBy(s => s).Select(g => new ScoreCount(g.Key, g.Count()))]).Mean();
}
