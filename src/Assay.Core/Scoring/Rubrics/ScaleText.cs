using System.Globalization;
using System.Text.RegularExpressions;

namespace Assay.Scoring.Rubrics;

/// <summary>Reads a scale as it is written in one line.</summary>
public static partial class ScaleText
{
    /// <summary><c>1-5</c>, <c>0-1</c>, <c>-2-2</c>, <c>0..100</c>, <c>pass/fail</c>; null when it is none of these. A 0-1 range allows fractions.</summary>
    public static Scale? TryParse(string text, bool? fractions = null)
    {
        string trimmed = text.Trim();
        if (trimmed is "pass/fail" or "pass-fail")
        {
            return new Scale.PassFail();
        }

        Match match = Range().Match(trimmed);
        if (!match.Success)
        {
            return null;
        }

        double from = double.Parse(match.Groups["from"].ValueSpan, NumberStyles.Float, CultureInfo.InvariantCulture);
        double to = double.Parse(match.Groups["to"].ValueSpan, NumberStyles.Float, CultureInfo.InvariantCulture);
        bool inBetween = fractions ?? ((from, to) == (0, 1) || from != Math.Floor(from) || to != Math.Floor(to));
        return from < to ? new Scale.Numeric(from, to, inBetween) : null;
    }

    [GeneratedRegex(@"^(?<from>-?[0-9]+(\.[0-9]+)?)\s*(-|–|\.\.|to)\s*(?<to>-?[0-9]+(\.[0-9]+)?)$", RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex Range();
}
