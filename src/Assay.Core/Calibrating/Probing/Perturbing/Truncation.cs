namespace Assay.Calibrating.Probing.Perturbing;

/// <summary>Breaks an answer off after half of its words.</summary>
internal static class Truncation
{
    private const int FewestWords = 8;

    /// <summary>Null where there is too little to break off.</summary>
    public static string? Apply(string text)
    {
        int words = Sentences.Words(text).Count();
        if (words < FewestWords)
        {
            return null;
        }

        int seen = 0;
        for (int i = 0; i < text.Length; i++)
        {
            bool ends = char.IsLetterOrDigit(text[i]) && (i + 1 == text.Length || !char.IsLetterOrDigit(text[i + 1]));
            if (ends && ++seen == words / 2)
            {
                return text[..(i + 1)];
            }
        }

        return null;
    }
}
