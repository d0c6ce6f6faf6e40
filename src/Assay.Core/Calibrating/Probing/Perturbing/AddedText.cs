namespace Assay.Calibrating.Probing.Perturbing;

/// <summary>Puts something behind an answer and leaves the answer as it is.</summary>
internal static class AddedText
{
    /// <summary>Everything once more in the same words, which adds nothing but length; null where there is nothing to say.</summary>
    public static string? Restate(string text, ProbeLanguage language)
    {
        if (!text.Any(char.IsLetterOrDigit))
        {
            return null;
        }

        string again = string.Join(' ', Sentences.Of(Markdown.Strip(text)).Select(s => s.Trim()));
        return $"{text.TrimEnd()}\n\n{language.Again} {again}";
    }

    public static string Append(string text, string sentence) => $"{text.TrimEnd()}{(text.Contains('\n', StringComparison.Ordinal) ? "\n\n" : " ")}{sentence}";
}
