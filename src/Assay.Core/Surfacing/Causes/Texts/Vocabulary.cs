namespace Assay.Surfacing.Causes.Texts;

/// <summary>The words that were seen, each with its number.</summary>
internal sealed class Vocabulary
{
    /// <summary>What comes when there are so many is not known: memory is bounded, and a word that comes so late is a rare one.</summary>
    private const int Most = 1_000_000;

    private readonly Dictionary<string, int> _numbers = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int>.AlternateLookup<ReadOnlySpan<char>> _bySpan;
    private readonly List<string> _words = [];

    public Vocabulary() => _bySpan = _numbers.GetAlternateLookup<ReadOnlySpan<char>>();

    public string Word(int number) => _words[number];

    /// <returns>-1 where it is not known and there is no room for it.</returns>
    public int Number(ReadOnlySpan<char> word)
    {
        if (_bySpan.TryGetValue(word, out int number))
        {
            return number;
        }

        if (_words.Count == Most)
        {
            return -1;
        }

        string text = word.ToString();
        _numbers.Add(text, _words.Count);
        _words.Add(text);
        return _words.Count - 1;
    }
}
