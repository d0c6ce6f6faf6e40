namespace Assay.Surfacing.Causes.Texts;

/// <summary>Where a term stands.</summary>
public enum TextPart
{
    Input,
    Output,
    Reason,
}

/// <summary>A word, two words beside each other, or two to four characters of a run, in a part of a response; packed into a number.</summary>
internal readonly record struct Term(ulong Packed)
{
    private const int WordBits = 30;
    private const int PayloadBits = 2 * WordBits;
    private const int CharacterBits = 15;

    /// <summary>No run holds a character before it.</summary>
    private const char FirstCharacter = '\u3000';

    private const ulong Pair = 1;
    private const ulong Characters = 2;

    public TextPart Part => (TextPart)(Packed >> (PayloadBits + 2));

    public static Term OfWord(TextPart part, int word) => Of(part, 0, (ulong)word);

    public static Term OfPair(TextPart part, int first, int second) => Of(part, Pair, ((ulong)first << WordBits) | (uint)second);

    public static Term OfCharacters(TextPart part, ReadOnlySpan<char> characters)
    {
        ulong packed = 0;
        foreach (char c in characters)
        {
            packed = (packed << CharacterBits) | (uint)(c - FirstCharacter);
        }

        return Of(part, Characters, packed);
    }

    /// <summary>Mixed: the numbers of two words beside each other would often fall together.</summary>
    public override int GetHashCode() => (int)(unchecked(Packed * 0x9E3779B97F4A7C15) >> 32);

    public string Text(Vocabulary vocabulary)
    {
        ulong payload = Packed & ((1UL << PayloadBits) - 1);
        switch ((Packed >> PayloadBits) & 3)
        {
            case Pair:
                return $"{vocabulary.Word((int)(payload >> WordBits))} {vocabulary.Word((int)(payload & ((1UL << WordBits) - 1)))}";
            case Characters:
                string text = "";
                for (; payload > 0; payload >>= CharacterBits)
                {
                    text = (char)(FirstCharacter + (payload & ((1UL << CharacterBits) - 1))) + text;
                }

                return text;
            default:
                return vocabulary.Word((int)payload);
        }
    }

    private static Term Of(TextPart part, ulong kind, ulong payload) => new(((ulong)part << (PayloadBits + 2)) | (kind << PayloadBits) | payload);
}
