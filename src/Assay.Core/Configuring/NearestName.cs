namespace Assay.Configuring;

/// <summary>Finds the name somebody most likely meant.</summary>
public static class NearestName
{
    /// <summary>The closest of <paramref name="known"/>, or null where nothing is close (more than a third of the letters differ).</summary>
    public static string? Of(string given, IEnumerable<string> known)
    {
        string? best = null;
        int bestDistance = Math.Max(1, given.Length / 3) + 1;
        foreach (string name in known)
        {
            // A name cut short is as good as a slip of one letter.
            bool cut = given.Length > 2 && name.StartsWith(given, StringComparison.OrdinalIgnoreCase);
            int distance = cut ? 1 : Distance(given.ToUpperInvariant(), name.ToUpperInvariant());
            if (distance < bestDistance)
            {
                (best, bestDistance) = (name, distance);
            }
        }

        return best;
    }

    /// <summary>Edits between two words, where a swap of neighbours counts as one (optimal string alignment).</summary>
    private static int Distance(string a, string b)
    {
        var rows = new int[a.Length + 1, b.Length + 1];
        for (int i = 0; i <= a.Length; i++)
        {
            rows[i, 0] = i;
        }

        for (int j = 0; j <= b.Length; j++)
        {
            rows[0, j] = j;
        }

        for (int i = 1; i <= a.Length; i++)
        {
            for (int j = 1; j <= b.Length; j++)
            {
                int change = a[i - 1] == b[j - 1] ? 0 : 1;
                int best = Math.Min(Math.Min(rows[i - 1, j] + 1, rows[i, j - 1] + 1), rows[i - 1, j - 1] + change);
                if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
                {
                    best = Math.Min(best, rows[i - 2, j - 2] + 1);
                }

                rows[i, j] = best;
            }
        }

        return rows[a.Length, b.Length];
    }
}
