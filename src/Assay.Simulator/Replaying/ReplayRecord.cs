namespace Assay.Simulator.Replaying;

/// <summary>A recorded reply and the texts a request must all contain to get it.</summary>
internal sealed record ReplayRecord(string[] Needles, string Reply)
{
    /// <summary>How specific the record is; empty needles match always and count nothing.</summary>
    public int Weight { get; } = Needles.Sum(needle => needle.Length);

    private string Longest { get; } = Needles.MaxBy(needle => needle.Length) ?? "";

    public bool Matches(ReadOnlySpan<char> text)
    {
        if (Longest.Length > text.Length)
        {
            return false;
        }

        foreach (var needle in Needles)
        {
            if (!text.Contains(needle, StringComparison.Ordinal))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>
    /// Whether both match as turns of one conversation and this is the later one: they share no text,
    /// and the longest text of this one stands entirely after that of the other.
    /// </summary>
    public bool IsLaterTurnThan(ReplayRecord other, ReadOnlySpan<char> text) =>
        Needles.Length > 1 && other.Needles.Length > 1 && Longest.Length > 0 && !Needles.Intersect(other.Needles, StringComparer.Ordinal).Any()
        && text.LastIndexOf(Longest, StringComparison.Ordinal) >= text.LastIndexOf(other.Longest, StringComparison.Ordinal) + other.Longest.Length;
}
