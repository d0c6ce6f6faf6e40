namespace Assay.Simulator.Judging;

/// <summary>Walks over the words of a text, without regard to case.</summary>
internal ref struct WordScanner(ReadOnlySpan<char> text)
{
    private readonly ReadOnlySpan<char> text = text;
    private int at;

    public bool Next(out uint hash, out int letters, out bool isNumber)
    {
        while (at < text.Length && !char.IsLetterOrDigit(text[at]))
        {
            at++;
        }

        hash = 2166136261;
        letters = 0;
        isNumber = at < text.Length && char.IsAsciiDigit(text[at]);
        if (at == text.Length)
        {
            return false;
        }

        while (at < text.Length && char.IsLetterOrDigit(text[at]))
        {
            hash = (hash ^ (text[at] | 0x20u)) * 16777619;
            letters++;
            at++;
        }

        hash ^= hash >> 15;
        return true;
    }
}
