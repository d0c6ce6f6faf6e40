using System.Globalization;
using System.Text.RegularExpressions;
using Assay.Configuring;

namespace Assay.Calibrating.Labels;

/// <summary>How label files are to be read.</summary>
public sealed partial record LabelOptions
{
    /// <summary>Raters that are judges, where the records do not say so.</summary>
    public IReadOnlyCollection<string> Judges { get; init; } = [];

    /// <summary>Labels that are read as another one, such as garbage as a tie.</summary>
    public IReadOnlyDictionary<string, string> Renamed { get; init; } = new Dictionary<string, string>();

    /// <summary>Labels that are none, such as an unreadable verdict.</summary>
    public IReadOnlyCollection<string> Missing { get; init; } = [];

    /// <summary>The labels there are, lowest first; null: those that are found.</summary>
    public IReadOnlyList<string>? Labels { get; init; }

    /// <summary>The lowest and the highest number there is; null: any.</summary>
    public (double Low, double High)? Range { get; init; }

    /// <summary>Whether labels are names without an order although they are numbers, as 0 for a tie, 1 and 2 for two answers.</summary>
    public bool AreNames { get; init; }

    /// <summary>The field that names what items belong to, such as a conversation; null: items are independent.</summary>
    public string? Cluster { get; init; }

    /// <summary>The fields that are raters, in files with one item a record; null: all but the item.</summary>
    public IReadOnlyList<string>? RaterFields { get; init; }

    /// <summary><c>1-5</c> is a range, <c>low,middle,high</c> are labels.</summary>
    /// <exception cref="ConfigurationException">It is neither.</exception>
    public LabelOptions WithScale(string scale)
    {
        if (RangeText().Match(scale.Trim()) is { Success: true } range)
        {
            (double low, double high) = (double.Parse(range.Groups["low"].ValueSpan, CultureInfo.InvariantCulture), double.Parse(range.Groups["high"].ValueSpan, CultureInfo.InvariantCulture));
            return low < high ? this with { Range = (low, high) } : throw new ConfigurationException($"--scale is `{scale}`, but its lower end must be below its upper end.");
        }

        string[] labels = [.. scale.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).Select(LabelScale.Normalise)];
        return labels.Length > 1 && labels.Distinct(StringComparer.OrdinalIgnoreCase).Count() == labels.Length
            ? this with { Labels = labels }
            : throw new ConfigurationException($"--scale is `{scale}`, but must be a range such as 1-5, or at least two different labels, lowest first: low,middle,high.");
    }

    [GeneratedRegex(@"^(?<low>-?[0-9]+(\.[0-9]+)?)-(?<high>-?[0-9]+(\.[0-9]+)?)$", RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex RangeText();
}
