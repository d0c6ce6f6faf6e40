namespace Assay.Gating.History;

/// <summary>A run that gates are held against by a name, until another is pinned under it.</summary>
public sealed record PinnedBaseline(string Name, long Run, DateTimeOffset PinnedAt)
{
    /// <summary>Where none is given.</summary>
    public const string UsualName = "main";

    public const int LongestName = 100;

    /// <summary>Whether it can stand in an address and after <c>pin:</c> on a command line.</summary>
    public static bool IsName(string name) => name.Length is > 0 and <= LongestName && name.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.' or '/');
}
