namespace Assay.Collecting.Redaction;

/// <summary>Counts the markers in stored texts: those of every kind that Assay knows, and those of the rules' own patterns.</summary>
public sealed class MarkerCounts(RedactionRules rules)
{
    public static readonly MarkerCounts OfKinds = new(RedactionRules.None);

    private readonly MarkerFinder _markers = new TextRedaction(rules).Markers;

    /// <summary>By the name of the marker, such as <c>EMAIL</c>; empty where there is none.</summary>
    public IReadOnlyList<(string Marker, int Count)> Of(string text)
    {
        var counts = new SortedDictionary<string, int>(StringComparer.Ordinal);
        ReadOnlySpan<char> rest = text;
        while (_markers.TryFind(rest, out Find find, out ReadOnlySpan<char> name, out _))
        {
            string marker = name.ToString();
            counts[marker] = counts.GetValueOrDefault(marker) + 1;
            rest = rest[find.End..];
        }

        return [.. counts.Select(c => (c.Key, c.Value))];
    }
}
