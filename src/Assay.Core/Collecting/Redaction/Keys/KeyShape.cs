namespace Assay.Collecting.Redaction.Keys;

/// <summary>How one family of keys and secrets is written: it is looked at only where its prefix stands.</summary>
internal abstract class KeyShape(string prefix)
{
    public string Prefix { get; } = prefix;

    /// <param name="at">Where the prefix stands.</param>
    /// <param name="find">What is to be kept out, which may leave the prefix where it is.</param>
    public abstract bool TryRead(ReadOnlySpan<char> text, int at, out Find find);
}
