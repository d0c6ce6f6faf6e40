namespace Assay.Simulator.Replaying;

/// <summary>Recorded replies, found by what a request's messages contain.</summary>
internal sealed class ReplayScript
{
    private readonly ReplayRecord[] byWeight;

    public ReplayScript(IEnumerable<ReplayRecord> records) =>
        byWeight = [.. records.OrderByDescending(record => record.Weight)];

    /// <summary>The reply of the longest match; null when no record matches.</summary>
    public string? Find(ReadOnlySpan<char> text)
    {
        ReplayRecord? best = null;
        foreach (var record in byWeight)
        {
            // A prompt that quotes a whole conversation contains its earlier turns too, and an earlier
            // answer may be the longer one: the turn asked about is the later.
            if (record.Matches(text) && (best is null || record.IsLaterTurnThan(best, text)))
            {
                best = record;
            }
        }

        return best?.Reply;
    }
}
