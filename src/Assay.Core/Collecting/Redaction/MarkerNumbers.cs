namespace Assay.Collecting.Redaction;

/// <summary>Numbers the markers of one response: equal values get equal numbers, so that whoever reads it can tell two of them apart.</summary>
/// <param name="texts">All texts of the response: what looks like a marker in them keeps its number to itself.</param>
internal sealed class MarkerNumbers(MarkerFinder markers, Func<IEnumerable<string>> texts)
{
    private readonly Dictionary<(string Marker, string Value), string> _known = [];
    private readonly Dictionary<string, int> _last = new(StringComparer.Ordinal);
    private HashSet<(string Marker, int Number)>? _taken;

    public string MarkerOf(Finder finder, ReadOnlySpan<char> found)
    {
        (string, string) key = (finder.Marker, finder.ValueOf(found));
        if (!_known.TryGetValue(key, out string? marker))
        {
            _taken ??= Taken();
            int number = _last.GetValueOrDefault(finder.Marker);
            do
            {
                number++;
            }
            while (_taken.Contains((finder.Marker, number)));
            _last[finder.Marker] = number;
            _known[key] = marker = FormattableString.Invariant($"[{finder.Marker}_{number}]");
        }

        return marker;
    }

    private HashSet<(string, int)> Taken()
    {
        var taken = new HashSet<(string, int)>();
        foreach (string text in texts())
        {
            ReadOnlySpan<char> rest = text;
            while (markers.TryFind(rest, out Find find, out ReadOnlySpan<char> name, out int number))
            {
                taken.Add((name.ToString(), number));
                rest = rest[find.End..];
            }
        }

        return taken;
    }
}
