namespace Assay.Surfacing.Causes.Texts;

/// <summary>The words by which a cause is told: those that tell its responses from others, none of which few responses hold.</summary>
internal sealed class CauseWords(IReadOnlyList<TextRow> rows, TermIndex index)
{
    private const int Most = 5;

    /// <summary>A word that fewer of a cluster's low responses hold does not stand for them.</summary>
    private const double FewestOfCluster = 0.25;

    private const int ShortestWord = 4;
    private const char FirstUnspaced = '\u3041';

    private readonly Fisher _fisher = new(rows.Count);

    /// <summary>What is said in its low responses more often than in its others.</summary>
    public IReadOnlyList<string> Within(int[] own)
    {
        int[] after = Array.FindAll(own, row => !rows[row].IsBefore);
        return Telling(after, row => rows[row].IsLow, part => part != TextPart.Reason);
    }

    /// <summary>What the judge says of its low responses more often than of low ones elsewhere.</summary>
    public IReadOnlyList<string> Reasons(int[] own)
    {
        HashSet<int> held = [.. own];
        int[] low = [.. Enumerable.Range(0, rows.Count).Where(row => rows[row].IsLow && !rows[row].IsBefore)];
        return Telling(low, held.Contains, part => part == TextPart.Reason);
    }

    /// <summary>
    /// What is said in a cluster's low responses, by class-based TF-IDF (Grootendorst 2022) against all others, and against its
    /// own responses that are not low.
    /// </summary>
    public IReadOnlyList<string> OfCluster(int[] own)
    {
        bool[] isLow = Marks(own, row => rows[row].IsLow);
        bool[] isOther = Marks(own, row => !rows[row].IsLow);
        (double low, double other) = (Math.Max(1, isLow.Count(m => m)), Math.Max(1, isOther.Count(m => m)));
        double wordsOfClass = index.Postings.Where(IsSaid).Sum(p => (double)p.Rows.Length) / 2;
        return Distinct(index.Postings.Where(IsSaid)
            .Select(p => (Text: index.Text(p.Term), Low: p.Rows.Count(row => isLow[row]) / low, Other: p.Rows.Count(row => isOther[row]) / other, Rows: p.Rows.Length))
            .Where(t => t.Low >= FewestOfCluster)
            .OrderByDescending(t => t.Low * Math.Log(1 + (wordsOfClass / t.Rows)) * t.Low / (t.Low + t.Other)).ThenByDescending(t => t.Text.Length).ThenBy(t => t.Text, StringComparer.Ordinal).Select(t => t.Text));

        static bool IsSaid((Term Term, int[] Rows) posting) => posting.Term.Part != TextPart.Reason;
    }

    /// <summary>What the judge named in its low responses.</summary>
    public IReadOnlyList<(string Code, double Share)> Failures(int[] own)
    {
        TextRow[] low = [.. own.Select(row => rows[row]).Where(r => r.IsLow && !r.IsBefore)];
        double all = low.Sum(r => r.Weight);
        return [.. low.Where(r => r.Observation.Failure is not null).GroupBy(r => r.Observation.Failure!).Select(g => (g.Key, Share: g.Sum(r => r.Weight) / all)).OrderByDescending(f => f.Share).ThenBy(f => f.Key, StringComparer.Ordinal).Take(Most)];
    }

    /// <summary>Terms that marked rows hold more often than the others of those that are compared, by Fisher's test.</summary>
    private List<string> Telling(int[] compared, Func<int, bool> isMarked, Func<TextPart, bool> isAsked)
    {
        bool[] isCompared = Marks(compared, _ => true);
        bool[] marks = Marks(compared, isMarked);
        (int all, int marked) = (compared.Length, marks.Count(m => m));
        if (marked < Family.FewestRows || all - marked < Family.FewestRows)
        {
            return [];
        }

        (Term Term, double P)[] tested =
        [
            .. index.Postings.Where(p => isAsked(p.Term.Part)).Select(p => (p.Term, Drawn: p.Rows.Count(row => isCompared[row]), Marked: p.Rows.Count(row => marks[row])))
                .Where(t => t.Drawn >= Family.FewestRows).Select(t => (t.Term, _fisher.Upper(t.Marked, t.Drawn, marked, all))),
        ];
        double[] q = FalseDiscovery.Adjusted([.. tested.Select(t => t.P)]);
        return Distinct(tested.Zip(q, (t, own) => (t.P, Q: own, Text: index.Text(t.Term))).Where(t => t.Q <= CauseSearch.FalseShare).OrderBy(t => t.P).ThenByDescending(t => t.Text.Length).ThenBy(t => t.Text, StringComparer.Ordinal).Select(t => t.Text));
    }

    /// <summary>Without short words that stand alone, which tell little, and without those that hold, or are held by, one before them.</summary>
    private static List<string> Distinct(IEnumerable<string> texts)
    {
        var kept = new List<string>();
        foreach (string text in texts.Where(t => t.Length >= ShortestWord || t.Any(c => c == ' ' || c >= FirstUnspaced)))
        {
            if (!kept.Exists(k => k.Contains(text, StringComparison.Ordinal) || text.Contains(k, StringComparison.Ordinal)))
            {
                kept.Add(text);
            }

            if (kept.Count == Most)
            {
                break;
            }
        }

        return kept;
    }

    private bool[] Marks(int[] some, Func<int, bool> isMarked)
    {
        bool[] marks = new bool[rows.Count];
        foreach (int row in some)
        {
            marks[row] = isMarked(row);
        }

        return marks;
    }
}
