using System.Globalization;

namespace Assay.Scoring.Replies;

/// <summary>A reply's text with what its tokens said, as a cache keeps it: the probabilities come only with the call.</summary>
internal static class WeighedText
{
    /// <summary>Stands in no JSON text unescaped.</summary>
    private const char Separator = '\u001d';

    public static string Join(string reply, IReadOnlyList<ScoreWeight?> weights) => weights.All(w => w is null) ? reply
        : $"{reply}{Separator}{string.Join(' ', weights.Select(w => w is null ? "-" : FormattableString.Invariant($"{w.Expected}/{w.Mass}")))}";

    /// <returns>No weights where there were none, or not as many as asked for.</returns>
    public static (string Reply, IReadOnlyList<ScoreWeight?> Weights) Split(string text, int criteria)
    {
        int at = text.LastIndexOf(Separator);
        string[] parts = at < 0 ? [] : text[(at + 1)..].Split(' ');
        return parts.Length == criteria && parts.All(p => p == "-" || Parse(p) is not null) ? (text[..at], [.. parts.Select(Parse)]) : (text, []);
    }

    private static ScoreWeight? Parse(string part) =>
        part.Split('/') is [var expected, var mass] && TryNumber(expected, out double value) && TryNumber(mass, out double share) ? new ScoreWeight(value, share) : null;

    private static bool TryNumber(string text, out double value) => double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out value);
}
