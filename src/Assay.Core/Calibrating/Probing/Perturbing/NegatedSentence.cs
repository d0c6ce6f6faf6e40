using System.Text;

namespace Assay.Calibrating.Probing.Perturbing;

/// <summary>Turns one sentence into its opposite, by the first verb that the language's list holds.</summary>
internal static class NegatedSentence
{
    /// <summary>Null where no sentence has such a verb, or those that do are negative already.</summary>
    public static string? Apply(string text, ProbeLanguage language)
    {
        IReadOnlyList<string> sentences = Sentences.Of(text);
        for (int i = 0; i < sentences.Count; i++)
        {
            if (Negate(sentences[i], language) is { } negated)
            {
                return string.Concat([.. sentences.Take(i), negated, .. sentences.Skip(i + 1)]);
            }
        }

        return null;
    }

    private static string? Negate(string sentence, ProbeLanguage language)
    {
        if (Sentences.Words(sentence).Any(w => language.Negations.Contains(w.ToLowerInvariant())))
        {
            return null;
        }

        int start = -1;
        for (int i = 0; i <= sentence.Length; i++)
        {
            bool isLetter = i < sentence.Length && char.IsLetter(sentence[i]);
            if (isLetter && start < 0)
            {
                start = i;
            }
            else if (!isLetter && start >= 0)
            {
                if (language.Negated.TryGetValue(sentence[start..i], out string? negated))
                {
                    return new StringBuilder(sentence).Remove(start, i - start).Insert(start, negated).ToString();
                }

                start = -1;
            }
        }

        return null;
    }
}
