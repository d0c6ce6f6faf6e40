using System.Text.RegularExpressions;

namespace Assay.Scoring.Checking;

/// <summary>
/// F1 over words regardless of their order, as the evaluation script of SQuAD has it: lower case, without ASCII punctuation and
/// the articles a, an, the (Rajpurkar et al., "SQuAD: 100,000+ Questions for Machine Comprehension of Text", 2016). Two texts of
/// which nothing is left agree, as in the script of version 2.
/// </summary>
public static partial class TokenF1
{
    /// <returns>Null where one of the texts is too long to compare.</returns>
    public static Overlap? Of(string candidate, string expected)
    {
        string[] given = Tokens(candidate);
        string[] wanted = Tokens(expected);
        if (given.Length > OverlapCheck.MostWords || wanted.Length > OverlapCheck.MostWords)
        {
            return null;
        }

        if (given.Length == 0 || wanted.Length == 0)
        {
            return given.Length == wanted.Length ? new Overlap(1, 1) : new Overlap(0, 0);
        }

        Dictionary<string, int> left = wanted.CountBy(w => w).ToDictionary(StringComparer.Ordinal);
        double common = 0;
        foreach (string word in given)
        {
            if (left.TryGetValue(word, out int count) && count > 0)
            {
                left[word] = count - 1;
                common++;
            }
        }

        return new Overlap(common / given.Length, common / wanted.Length);
    }

    private static string[] Tokens(string text)
    {
        string plain = string.Concat(text.ToLowerInvariant().Where(c => !char.IsAscii(c) || !(char.IsPunctuation(c) || char.IsSymbol(c))));
        return Articles().Replace(plain, " ").Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
    }

    [GeneratedRegex(@"\b(a|an|the)\b", RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking | RegexOptions.CultureInvariant)]
    private static partial Regex Articles();
}
