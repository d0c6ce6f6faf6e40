using System.Globalization;
using Assay.Scoring.Sampling;

namespace Assay.Scoring.Replies;

/// <summary>A reply's text with what its tokens said, as a cache keeps it: the probabilities come only with the call.</summary>
internal static class WeighedText
{
    /// <summary>Stands in no JSON text unescaped.</summary>
    private const char Separator = '\u001d';

    public static string Join(string reply, IReadOnlyList<ScoreWeight?> weights) => weights.All(w => w is null) ? reply
        : $"{reply}{Separator}{string.Join(' ', weights.Select(w => w is null ? "-" : Text(w)))}";

    /// <returns>No weights where there were none, or not as many as asked for.</returns>
    public static (string Reply, IReadOnlyList<ScoreWeight?> Weights) Split(string text, int criteria)
    {
        int at = text.LastIndexOf(Separator);
        string[] parts = at < 0 ? [] : text[(at + 1)..].Split(' ');
        return parts.Length == criteria && parts.All(p => p == "-" || Parse(p) is not null) ? (text[..at], [.. parts.Select(Parse)]) : (text, []);
    }

    private static string Text(ScoreWeight weight) => FormattableString.Invariant(
        $"{weight.Expected}/{weight.Mass}{(weight.Grades.Count == 0 ? "" : $"/{string.Join(',', weight.Grades.Select(g => FormattableString.Invariant($"{g.Grade}:{g.Probability}")))}")}");

    private static ScoreWeight? Parse(string part)
    {
        string[] of = part.Split('/');
        if (of.Length is not (2 or 3) || !TryNumber(of[0], out double value) || !TryNumber(of[1], out double share))
        {
            return null;
        }

        GradeProbability?[] grades = of.Length == 2 ? [] : [.. of[2].Split(',').Select(Grade)];
        return grades.Contains(null) ? null : new ScoreWeight(value, share) { Grades = [.. grades.OfType<GradeProbability>()] };
    }

    private static GradeProbability? Grade(string text) =>
        text.Split(':') is [var grade, var probability] && TryNumber(grade, out double value) && TryNumber(probability, out double share) ? new GradeProbability(value, share) : null;

    private static bool TryNumber(string text, out double value) => double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out value);
}
