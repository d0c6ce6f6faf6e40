namespace Assay.Collecting.Redaction;

/// <summary>Finds one kind of text that is to be kept out. Works in time linear in the text, whatever it says.</summary>
/// <param name="marker">The name in the markers that stand for it, such as <c>EMAIL</c>.</param>
internal abstract class Finder(string marker)
{
    public string Marker { get; } = marker;

    /// <summary>The first find, never empty. Both ends of the text count as boundaries of words.</summary>
    public abstract bool TryFind(ReadOnlySpan<char> text, out Find find);

    /// <summary>Two finds are the same value, and get the same number, where this is equal.</summary>
    public virtual string ValueOf(ReadOnlySpan<char> found) => found.ToString();

    /// <summary>A letter, a digit or an underscore stands there, so that whatever touches it is part of a longer word.</summary>
    protected internal static bool IsWord(ReadOnlySpan<char> text, int index) =>
        (uint)index < (uint)text.Length && (char.IsLetterOrDigit(text[index]) || text[index] == '_');

    protected static bool IsDigit(ReadOnlySpan<char> text, int index) => (uint)index < (uint)text.Length && char.IsAsciiDigit(text[index]);
}
