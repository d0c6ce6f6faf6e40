namespace Assay.Collecting.Records;

/// <summary>Finds the name that was probably meant: equal but for case, or a slip of one key (two in longer names) away.</summary>
internal static class Misspelling
{
    /// <summary>The written name that comes closest to one of the known names, and that known name.</summary>
    public static (string Written, string Meant)? Closest(IEnumerable<string> written, IReadOnlyCollection<string> known) => written
        .SelectMany(_ => known, (candidate, name) => (candidate, name, slips: Slips(candidate, name)))
        .Where(pair => pair.slips <= (pair.name.Length < 6 ? 1 : 2))
        .OrderBy(pair => pair.slips)
        .Select(pair => ((string, string)?)(pair.candidate, pair.name))
        .FirstOrDefault();

    /// <summary>Optimal string alignment distance: insertions, deletions, substitutions and swaps of neighbours, case aside.</summary>
    private static int Slips(string a, string b)
    {
        // Names this far apart in length cannot be a slip, and a hostile name must not cost its length squared.
        if (Math.Abs(a.Length - b.Length) > 2)
        {
            return int.MaxValue;
        }

        int[,] cost = new int[a.Length + 1, b.Length + 1];
        for (int i = 0; i <= a.Length; i++)
        {
            for (int j = 0; j <= b.Length; j++)
            {
                cost[i, j] = (i, j) switch
                {
                    (0, _) => j,
                    (_, 0) => i,
                    _ => Cheapest(i, j),
                };
            }
        }

        return cost[a.Length, b.Length];

        int Cheapest(int i, int j)
        {
            int substituted = cost[i - 1, j - 1] + (Same(i - 1, j - 1) ? 0 : 1);
            int least = Math.Min(substituted, 1 + Math.Min(cost[i - 1, j], cost[i, j - 1]));
            bool swapped = i > 1 && j > 1 && Same(i - 1, j - 2) && Same(i - 2, j - 1);
            return swapped ? Math.Min(least, cost[i - 2, j - 2] + 1) : least;
        }

        bool Same(int i, int j) => char.ToLowerInvariant(a[i]) == char.ToLowerInvariant(b[j]);
    }
}
