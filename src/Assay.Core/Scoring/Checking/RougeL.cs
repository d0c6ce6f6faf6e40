using System.Numerics;

namespace Assay.Scoring.Checking;

/// <summary>
/// ROUGE-L (Lin, "ROUGE: A Package for Automatic Evaluation of Summaries", 2004): the longest common subsequence of words, with
/// precision and recall weighed alike. Words are runs of letters and digits in lower case, unstemmed, as in Google's rouge_score.
/// </summary>
public static class RougeL
{
    /// <returns>Null where one of the texts is too long to compare.</returns>
    public static Overlap? Of(string candidate, string expected)
    {
        var words = new Dictionary<string, int>(StringComparer.Ordinal);
        if (Words(candidate, words) is not { } given || Words(expected, words) is not { } wanted)
        {
            return null;
        }

        if (given.Count == 0 || wanted.Count == 0)
        {
            return new Overlap(0, 0);
        }

        double common = CommonLength(wanted, given);
        return new Overlap(common / given.Count, common / wanted.Count);
    }

    /// <summary>The length of the longest common subsequence, 64 places of <paramref name="a"/> at a time (Hyyrö, "Bit-parallel LCS-length computation revisited", 2004).</summary>
    internal static int CommonLength(IReadOnlyList<int> a, IReadOnlyList<int> b)
    {
        var row = new ulong[(a.Count + 63) / 64];
        Array.Fill(row, ulong.MaxValue);
        var places = new Places(a, row.Length);
        foreach (int word in b)
        {
            ulong[]? mask = places.Of(word);
            if (mask is null)
            {
                continue;
            }

            ulong carry = 0;
            for (int i = 0; i < row.Length; i++)
            {
                ulong matched = row[i] & mask[i];
                ulong sum = row[i] + matched;
                ulong next = sum + carry;
                carry = sum < matched || next < sum ? 1UL : 0UL;
                row[i] = next | (row[i] & ~mask[i]);
            }

            places.Free(word, mask);
        }

        return row.Sum(bits => BitOperations.PopCount(~bits));
    }

    private static List<int>? Words(string text, Dictionary<string, int> known)
    {
        var words = new List<int>();
        int at = 0;
        while (at < text.Length)
        {
            int start = at;
            while (at < text.Length && char.IsLetterOrDigit(text[at]))
            {
                at++;
            }

            if (at > start)
            {
                if (words.Count == OverlapCheck.MostWords)
                {
                    return null;
                }

                string word = text[start..at].ToLowerInvariant();
                if (!known.TryGetValue(word, out int id))
                {
                    known[word] = id = known.Count;
                }

                words.Add(id);
            }

            at++;
        }

        return words;
    }

    /// <summary>Where each word stands, as bits. Only the few frequent words keep theirs; a rare word's are set when it comes and taken back.</summary>
    private sealed class Places
    {
        private readonly Dictionary<int, List<int>> _places = [];
        private readonly Dictionary<int, ulong[]> _frequent = [];
        private readonly ulong[] _rare;

        public Places(IReadOnlyList<int> words, int blocks)
        {
            _rare = new ulong[blocks];
            for (int i = 0; i < words.Count; i++)
            {
                if (!_places.TryGetValue(words[i], out List<int>? places))
                {
                    _places[words[i]] = places = [];
                }

                places.Add(i);
            }

            foreach ((int word, List<int> places) in _places.Where(p => p.Value.Count > blocks))
            {
                Set(_frequent[word] = new ulong[blocks], places);
            }
        }

        /// <summary>Null where the word does not stand there at all.</summary>
        public ulong[]? Of(int word)
        {
            if (_frequent.TryGetValue(word, out ulong[]? mask))
            {
                return mask;
            }

            if (!_places.TryGetValue(word, out List<int>? places))
            {
                return null;
            }

            Set(_rare, places);
            return _rare;
        }

        public void Free(int word, ulong[] mask)
        {
            if (ReferenceEquals(mask, _rare))
            {
                _places[word].ForEach(place => _rare[place / 64] = 0);
            }
        }

        private static void Set(ulong[] mask, List<int> places) => places.ForEach(place => mask[place / 64] |= 1UL << (place % 64));
    }
}
