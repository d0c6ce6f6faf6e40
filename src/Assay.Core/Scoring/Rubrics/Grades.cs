using System.Globalization;
using System.Text.Json;

namespace Assay.Scoring.Rubrics;

/// <summary>What came of reading one grade against its scale.</summary>
public abstract record GradeReading
{
    private GradeReading()
    {
    }

    public sealed record Read(double Value, string? Label) : GradeReading;

    /// <summary>A grade, but none of this scale.</summary>
    public sealed record OffScale(string Found) : GradeReading;

    /// <summary>No grade at all.</summary>
    public sealed record Unreadable(string Found) : GradeReading;
}

/// <summary>
/// Reads grades. Lenient exactly here: a number written as text, <c>4/5</c> with the scale's own maximum, full-width digits,
/// letter case of labels, true/false for pass/fail. Nothing is ever rescaled or rounded.
/// </summary>
public static class Grades
{
    public static GradeReading Read(Scale scale, JsonElement grade) => grade.ValueKind switch
    {
        JsonValueKind.Number when scale is Scale.Numeric numeric => grade.TryGetDouble(out double value)
            ? OnScale(numeric, value, grade.GetRawText())
            : new GradeReading.OffScale(grade.GetRawText()),
        JsonValueKind.Number => new GradeReading.OffScale(grade.GetRawText()),
        JsonValueKind.String => Read(scale, grade.GetString()!),
        JsonValueKind.True when scale is Scale.PassFail => new GradeReading.Read(1, "pass"),
        JsonValueKind.False when scale is Scale.PassFail => new GradeReading.Read(0, "fail"),
        _ => new GradeReading.Unreadable(grade.GetRawText()),
    };

    /// <summary>Whether a value is one of the scale's.</summary>
    public static bool IsOn(Scale scale, double value) => scale switch
    {
        Scale.Numeric numeric => OnScale(numeric, value, "") is GradeReading.Read,
        Scale.Checklist => value is >= 0 and <= 1,
        _ => scale.Names.Any(n => n.Value == value),
    };

    public static GradeReading Read(Scale scale, string text)
    {
        string plain = HalfWidth(text).Trim();
        return scale switch
        {
            Scale.Numeric numeric => Number(numeric, plain),
            Scale.PassFail => plain.ToUpperInvariant() switch
            {
                "PASS" => new GradeReading.Read(1, "pass"),
                "FAIL" => new GradeReading.Read(0, "fail"),
                "" => new GradeReading.Unreadable(text),
                _ => new GradeReading.OffScale(text),
            },
            Scale.Labels labels => Label(labels, plain),
            _ => new GradeReading.Unreadable(text),
        };
    }

    private static GradeReading Label(Scale.Labels labels, string text)
    {
        ScaleLabel? label = labels.Values.FirstOrDefault(v => v.Name.Equals(text, StringComparison.OrdinalIgnoreCase));
        return label is not null ? new GradeReading.Read(label.Value, label.Name)
            : text.Length == 0 ? new GradeReading.Unreadable(text)
            : new GradeReading.OffScale(text);
    }

    private static GradeReading Number(Scale.Numeric scale, string text)
    {
        ReadOnlySpan<char> grade = text;
        int slash = text.IndexOf('/', StringComparison.Ordinal);
        if (slash >= 0)
        {
            if (!TryNumber(text.AsSpan(slash + 1), out double outOf))
            {
                return new GradeReading.Unreadable(text);
            }

            if (outOf != scale.Max)
            {
                return new GradeReading.OffScale(text);
            }

            grade = grade[..slash];
        }

        return TryNumber(grade, out double value) ? OnScale(scale, value, text) : new GradeReading.Unreadable(text);
    }

    // No exponent, no thousands separator, no comma: "4,5" and "1e1" are left to people.
    private static bool TryNumber(ReadOnlySpan<char> text, out double value) =>
        double.TryParse(text.Trim(), NumberStyles.AllowDecimalPoint | NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out value)
        && double.IsFinite(value);

    private static GradeReading OnScale(Scale.Numeric scale, double value, string found) =>
        double.IsFinite(value) && value >= scale.From && value <= scale.To && (scale.Fractions || value == Math.Floor(value))
            ? new GradeReading.Read(value, null)
            : new GradeReading.OffScale(found);

    private static string HalfWidth(string text) =>
        text.AsSpan().IndexOfAnyInRange('\uFF0B', '\uFF19') < 0
            ? text
            : string.Create(text.Length, text, static (to, from) =>
            {
                for (int i = 0; i < from.Length; i++)
                {
                    to[i] = from[i] is >= '\uFF0B' and <= '\uFF19' ? (char)(from[i] - 0xFEE0) : from[i];
                }
            });
}
