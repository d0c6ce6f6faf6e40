namespace Assay.Collecting.Redaction;

/// <summary>Where something stands in a text.</summary>
internal readonly record struct Find(int Start, int End)
{
    /// <summary>The same place in a text that this one's is a part of.</summary>
    public Find Behind(int offset) => new(Start + offset, End + offset);
}
