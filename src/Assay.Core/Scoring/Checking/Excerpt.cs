namespace Assay.Scoring.Checking;

/// <summary>A piece of a text, short enough for a reason.</summary>
internal static class Excerpt
{
    private const int Longest = 80;

    public static string Quoted(string text) => $"\"{Of(text)}\"";

    public static string Of(string text)
    {
        if (text.Length <= Longest)
        {
            return text;
        }

        // Half a character is none.
        int end = char.IsHighSurrogate(text[Longest - 1]) ? Longest - 1 : Longest;
        return $"{text[..end]}…";
    }
}
