using System.Globalization;
using System.Text.RegularExpressions;

namespace Assay.Simulator.Judging;

/// <summary>The criteria a prompt names under <c>## name</c> headings, with the scales it gives them.</summary>
internal sealed partial class RubricGuide
{
    private readonly Dictionary<string, Scale> scales = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Criteria in the order of the prompt.</summary>
    public List<string> Criteria { get; } = [];

    /// <summary>Of the grades that the prompt describes, the higher ones come first.</summary>
    public bool IsBestFirst { get; private set; }

    public static RubricGuide Read(ReadOnlySpan<char> prompt)
    {
        var guide = new RubricGuide();
        string? heading = null;
        double? grade = null;
        foreach (var raw in prompt.EnumerateLines())
        {
            var line = raw.Trim();
            if (line.StartsWith("## "))
            {
                heading = line[3..].Trim().Trim('`').ToString();
            }
            else if (heading is not null && line.TrimStart("-* ").StartsWith("scale:", StringComparison.OrdinalIgnoreCase))
            {
                guide.Add(heading, line[(line.IndexOf(':') + 1)..].Trim().ToString());
                (heading, grade) = (null, null);
            }
            else if (line.StartsWith("- ") && line.IndexOf(':') is > 2 and var colon
                && double.TryParse(line[2..colon], NumberStyles.Float, CultureInfo.InvariantCulture, out var described))
            {
                guide.IsBestFirst |= described < grade;
                grade = described;
            }
        }

        return guide;
    }

    /// <summary>The scale of a criterion; where it is not named, the only scale there is, else 1 to 5.</summary>
    public Scale ScaleOf(string criterion) =>
        scales.TryGetValue(criterion, out var scale) ? scale
        : scales.Count == 1 ? scales.Values.First()
        : Scale.Usual;

    private void Add(string criterion, string scale)
    {
        if (scales.TryAdd(criterion, ReadScale(scale)))
        {
            Criteria.Add(criterion);
        }
    }

    private static Scale ReadScale(string text)
    {
        if (text.StartsWith("labels:", StringComparison.OrdinalIgnoreCase))
        {
            return new Scale.Labels(text[7..].Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries));
        }

        if (text.Contains("pass/fail", StringComparison.OrdinalIgnoreCase))
        {
            return new Scale.Labels(["fail", "pass"]);
        }

        if (text.Contains("checklist", StringComparison.OrdinalIgnoreCase) || text.Contains("yes/no", StringComparison.OrdinalIgnoreCase))
        {
            return new Scale.Labels(["no", "yes"]);
        }

        var match = RangePattern().Match(text);
        return match.Success
            ? new Scale.Range(double.Parse(match.Groups["least"].ValueSpan, CultureInfo.InvariantCulture), double.Parse(match.Groups["most"].ValueSpan, CultureInfo.InvariantCulture))
            : Scale.Usual;
    }

    [GeneratedRegex(@"(?<least>-?\d+(?:\.\d+)?)\s*(?:-|–|to)\s*(?<most>-?\d+(?:\.\d+)?)", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex RangePattern();
}
