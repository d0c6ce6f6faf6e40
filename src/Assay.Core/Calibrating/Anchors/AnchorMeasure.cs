using Assay.Scoring.Rubrics;

namespace Assay.Calibrating.Anchors;

/// <summary>The figure of an anchor that is compared: its score, or whether that is bad.</summary>
/// <param name="Criterion">A criterion, or <c>overall</c>.</param>
public sealed record AnchorMeasure(string Criterion, double Min, double Max)
{
    private const string Overall = "overall";

    /// <summary>Null: the score. Else 1 where it is at most this, and 0 where it is above.</summary>
    public double? AtMost { get; init; }

    /// <summary>How much an anchor changes that changes: a point of the scale.</summary>
    public double Step => AtMost is not null ? 1 : Max - Min <= 1 ? Max - Min : (Max - Min) / 4;

    /// <summary>A judge that moves this way makes a product look worse than it is.</summary>
    public int Worse => AtMost is null ? -1 : 1;

    /// <summary>Every score that a judge with this rubric gives, the main one first.</summary>
    public static IReadOnlyList<AnchorMeasure> AllOf(Rubric rubric) =>
    [
        .. rubric.Overall is { } overall ? [new AnchorMeasure(Overall, overall.Min, overall.Max)] : Array.Empty<AnchorMeasure>(),
        .. rubric.Criteria.Select(c => new AnchorMeasure(c.Name, c.Scale.Min, c.Scale.Max)),
    ];

    /// <summary>Null where the reading has no score.</summary>
    public double? Of(AnchorReading reading) => !reading.Scores.TryGetValue(Criterion, out double score) ? null
        : AtMost is { } bar ? (score <= bar ? 1 : 0)
        : score;

    /// <summary>The mean of each anchor that has a score, by its id.</summary>
    public Dictionary<string, double> MeansOf(IEnumerable<AnchorReading> readings) => readings
        .Select(r => (r.Anchor, Value: Of(r))).Where(r => r.Value is not null)
        .GroupBy(r => r.Anchor, StringComparer.Ordinal).ToDictionary(g => g.Key, g => g.Average(r => r.Value!.Value), StringComparer.Ordinal);

    /// <summary>What a judge's verdict says of each criterion.</summary>
    public static IReadOnlyDictionary<string, double> ScoresOf(Scoring.Judging.Verdict.Scored verdict)
    {
        var scores = verdict.Scores.ToDictionary(s => s.Criterion, s => s.Value, StringComparer.Ordinal);
        if (verdict.Overall is { } overall)
        {
            scores[Overall] = overall;
        }

        return scores;
    }
}
