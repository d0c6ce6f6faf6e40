using Assay.Gating.Looking;
using Assay.Scoring.Judging;

namespace Assay.Gating;

/// <summary>What a gate asks for.</summary>
public sealed record GateTerms
{
    public const int UsualMinN = 20;
    public const double UsualMinCoverage = 0.95;
    public const int MostSamples = 25;
    private const int UsualSamples = 3;

    /// <summary>The fall that is put up with, in points of the criterion's scale, by criterion; those that are not named have that of their scale.</summary>
    public IReadOnlyDictionary<string, double> Margins { get; init; } = new Dictionary<string, double>();

    /// <summary>For every criterion that <see cref="Margins"/> does not name; null: as fits its scale.</summary>
    public double? Margin { get; init; }

    /// <summary>Means that must be held, by criterion, whatever was before.</summary>
    public IReadOnlyDictionary<string, double> Min { get; init; } = new Dictionary<string, double>();

    /// <summary>With fewer cases judged on both sides nothing is concluded.</summary>
    public int MinN { get; init; } = UsualMinN;

    /// <summary>With a smaller share of the cases judged on both sides nothing is concluded.</summary>
    public double MinCoverage { get; init; } = UsualMinCoverage;

    /// <summary>How often each output is judged, and its scores averaged; null: as fits the judge.</summary>
    public int? Samples { get; init; }

    /// <summary>Metadata fields: each value is compared by itself too.</summary>
    public IReadOnlyList<string> Groups { get; init; } = [];

    /// <summary>The metadata field whose values say which cases belong together; null: by user, session and conversation.</summary>
    public string? Cluster { get; init; }

    /// <summary>A case that must pass does so with this score of the first criterion compared; null: the middle of its scale.</summary>
    public double? MustPassScore { get; init; }

    /// <summary>In so many of its samples; null: in more than half of them.</summary>
    public int? MustPassTimes { get; init; }

    /// <summary>Null: every case is judged, and looked at once.</summary>
    public EarlyStop? EarlyStop { get; init; }

    public double MarginOf(GateScale scale) => Margins.TryGetValue(scale.Criterion, out double own) ? own : Margin ?? scale.UsualMargin;

    /// <summary>A judge that is asked at temperature 0 says nearly the same each time, and one with samples of its own averages them already.</summary>
    public int SamplesOf(Judge judge) => Samples ?? (judge.Temperature == 0 || !judge.Samples.IsOne || judge.Model.IsOffline ? 1 : UsualSamples);
}
