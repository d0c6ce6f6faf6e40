namespace Assay.Surfacing.Causes.Texts;

/// <summary>
/// Chooses the responses whose texts are read: low ones and others, from before and after, as many of each at most; by a hash of
/// their number, so that the same ledger gives the same ones. Each stands for its share of those that were not chosen.
/// </summary>
internal static class TextSample
{
    /// <returns>In the order of their keys.</returns>
    public static IReadOnlyList<TextRow> Draw(IReadOnlyList<TextRow> rows, int most)
    {
        IGrouping<(bool, bool), TextRow>[] strata = [.. rows.GroupBy(r => (r.IsBefore, r.IsLow))];
        return [.. strata.SelectMany(s => Draw([.. s], most / strata.Length, s.Sum(r => r.Weight))).OrderBy(r => r.Observation.Key)];
    }

    private static IEnumerable<TextRow> Draw(TextRow[] rows, int most, double weight)
    {
        if (rows.Length <= most)
        {
            return rows;
        }

        TextRow[] drawn = [.. rows.OrderBy(r => Hash(r.Observation.Key)).ThenBy(r => r.Observation.Key).Take(most)];
        double own = weight / drawn.Sum(r => r.Weight);
        return drawn.Select(r => r with { Weight = r.Weight * own });
    }

    /// <summary>The finaliser of SplitMix64.</summary>
    private static ulong Hash(long key)
    {
        ulong z = unchecked((ulong)key + 0x9E3779B97F4A7C15);
        z = unchecked((z ^ (z >> 30)) * 0xBF58476D1CE4E5B9);
        z = unchecked((z ^ (z >> 27)) * 0x94D049BB133111EB);
        return z ^ (z >> 31);
    }
}
