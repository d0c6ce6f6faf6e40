namespace Assay.Calibrating.Probing.Perturbing;

/// <summary>Leaves out the sentence that says most: the one with the most digits, of several the longest.</summary>
internal static class DroppedFact
{
    /// <summary>Null where there would be nothing left.</summary>
    public static string? Apply(string text)
    {
        IReadOnlyList<string> sentences = Sentences.Of(text);
        if (sentences.Count < 2)
        {
            return null;
        }

        string dropped = sentences.OrderByDescending(s => s.Count(char.IsAsciiDigit)).ThenByDescending(s => s.Length).First();
        int at = sentences.ToList().IndexOf(dropped);
        return string.Concat(sentences.Where((_, i) => i != at)).TrimEnd();
    }
}
