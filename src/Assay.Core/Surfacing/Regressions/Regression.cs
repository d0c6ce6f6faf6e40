namespace Assay.Surfacing.Regressions;

/// <summary>How one criterion of one judge version stands against before, by a test that may be looked at as often as one likes.</summary>
public sealed record Regression
{
    /// <summary>Evidence from which on a fall may be suspected.</summary>
    public const double Suspicion = 20;

    public required string Judge { get; init; }

    public required string JudgeVersion { get; init; }

    public required string Criterion { get; init; }

    /// <summary>Only responses of this slice; null: all.</summary>
    public Causes.Facet? Slice { get; init; }

    /// <summary>Since which; null: since a time that nobody announced.</summary>
    public required string? Release { get; init; }

    /// <summary>What it is compared with; null: what came before that time.</summary>
    public required string? Before { get; init; }

    /// <summary>Since when.</summary>
    public required DateTimeOffset Begin { get; init; }

    public required ScoreHistogram Baseline { get; init; }

    public required ScoreHistogram Scores { get; init; }

    /// <summary>The change of the mean with an interval that holds at every look; negative where it fell.</summary>
    public required Difference Change { get; init; }

    /// <summary>The part of the change that comes from other kinds of responses coming in, and not from worse answers; null where no slice is declared.</summary>
    public double? MixShift { get; init; }

    /// <summary>The change without the mix shift: what alarms are about.</summary>
    public double Within => Change.Value - (MixShift ?? 0);

    /// <summary>How much likelier a fall within is than none, by what was seen: 20 is a suspicion, 1 over the level of false alarms an alarm.</summary>
    public required double Evidence { get; init; }

    public required bool IsAlarm { get; init; }

    /// <summary>By Benjamini and Hochberg, over all that were looked at with it: the share of false ones among those with at most this value.</summary>
    public double Q { get; init; } = 1;
}
