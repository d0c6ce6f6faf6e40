using System.Text;
using Assay.Collecting.Redaction.Keys;

namespace Assay.Collecting.Redaction;

/// <summary>
/// Puts markers in the place of what is found in a text. The kinds are looked for one after the other, each in what the earlier
/// ones have left, so that finds never overlap.
/// </summary>
internal sealed class TextRedaction
{
    /// <summary>Something may come to stand alone only by another find beside it. So often it is looked for again.</summary>
    private const int MostPasses = 4;

    private readonly Finder[] _finders;

    public TextRedaction(RedactionRules rules)
    {
        Finder[] known = [new KeyFinder(), new EmailFinder(), new IbanFinder(), new CardFinder(), new PhoneFinder()];
        PatternFinder[] patterns = [.. rules.Patterns.Select(p => new PatternFinder(p))];
        Markers = new MarkerFinder([.. known.Select(f => f.Marker), .. patterns.Select(f => f.Marker)]);
        _finders = [Markers, .. Enum.GetValues<SensitiveKind>().Where(rules.Kinds.Contains).Select(k => known[(int)k]), .. patterns];
    }

    /// <summary>Finds the markers that this redaction makes, and those of every kind that Assay knows.</summary>
    public MarkerFinder Markers { get; }

    /// <summary>The same text where nothing is found.</summary>
    public string Apply(string text, MarkerNumbers numbers)
    {
        string redacted = ApplyOnce(text, numbers);
        for (int pass = 1; pass < MostPasses && !ReferenceEquals(redacted, text); pass++)
        {
            (text, redacted) = (redacted, ApplyOnce(redacted, numbers));
        }

        return redacted;
    }

    /// <summary>The first kind that a text holds, by the name of its marker; null where it holds none.</summary>
    public string? FirstFound(string text) => Finds(text).Select(f => f.Finder.Marker).FirstOrDefault(marker => marker.Length > 0);

    private string ApplyOnce(string text, MarkerNumbers numbers)
    {
        List<(Find Find, Finder Finder)> finds = Finds(text);
        if (finds.TrueForAll(f => f.Finder == Markers))
        {
            return text;
        }

        var redacted = new StringBuilder(text.Length);
        int end = 0;
        foreach ((Find find, Finder finder) in finds.Where(f => f.Finder != Markers))
        {
            redacted.Append(text, end, find.Start - end).Append(numbers.MarkerOf(finder, text.AsSpan(find.Start, find.End - find.Start)));
            end = find.End;
        }

        return redacted.Append(text, end, text.Length - end).ToString();
    }

    private List<(Find Find, Finder Finder)> Finds(string text)
    {
        var finds = new List<(Find, Finder)>();
        Search(text, 0, text.Length, 0, finds);
        return finds;
    }

    private void Search(string text, int start, int end, int first, List<(Find Find, Finder Finder)> finds)
    {
        if (first == _finders.Length || start == end)
        {
            return;
        }

        while (start < end && _finders[first].TryFind(text.AsSpan(start, end - start), out Find find))
        {
            find = find.Behind(start);
            Search(text, start, find.Start, first + 1, finds);
            finds.Add((find, _finders[first]));
            start = find.End;
        }

        Search(text, start, end, first + 1, finds);
    }
}
