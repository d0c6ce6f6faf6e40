namespace Assay.Calibrating.Anchors;

/// <summary>What a judge said of its anchors at first, or after it had moved.</summary>
public sealed record AnchorBaseline(int Number, IReadOnlyList<AnchorReading> Readings, AnchorTerms Terms)
{
    /// <summary>How often each anchor was asked about and answered, scored or not.</summary>
    public IReadOnlyDictionary<string, int> Counts { get; } = Readings.Where(r => r.Reason != AnchorReading.NotAnswered)
        .GroupBy(r => r.Anchor, StringComparer.Ordinal).ToDictionary(g => g.Key, g => g.Count(), StringComparer.Ordinal);

    public bool IsComplete => Terms.Set.Items.All(i => Counts.GetValueOrDefault(i.Response.Id) >= Terms.Runs);

    public DateTimeOffset BegunAt => Readings[0].At;

    /// <summary>Of the last reading, whether or not it is complete.</summary>
    public DateTimeOffset CompletedAt => Readings[^1].At;
}
