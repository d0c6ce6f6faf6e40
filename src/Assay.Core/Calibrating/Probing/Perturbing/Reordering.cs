namespace Assay.Calibrating.Probing.Perturbing;

/// <summary>Moves the first sentence to the end: the same words, another text.</summary>
internal static class Reordering
{
    /// <summary>Null where there is one sentence.</summary>
    public static string? Apply(string text)
    {
        string[] sentences = [.. Sentences.Of(text).Select(s => s.Trim())];
        return sentences.Length < 2 ? null : string.Join(text.Contains('\n', StringComparison.Ordinal) ? "\n" : " ", [.. sentences.Skip(1), sentences[0]]);
    }
}
