using System.Globalization;
using System.Text;
using Assay.Simulator.Chat;
using Assay.Simulator.Judging.Forms;

namespace Assay.Simulator.Judging;

/// <summary>How likely each score was, from the judge's expectation and spread.</summary>
internal static class ScoreDistribution
{
    /// <summary>A judge without noise still is not certain between neighbouring scores.</summary>
    private const double LeastSpread = 0.35;

    /// <param name="end">Offset in the text just after the score.</param>
    public static ScoreToken OfNumber(int end, double value, double[] values, Opinion opinion, ulong criterion, ScoreRange range)
    {
        var width = range.Most - range.Least;
        var expected = opinion.Expected(criterion) * width;
        var spread = Math.Max(LeastSpread, opinion.Spread * width);
        var positions = Array.ConvertAll(values, one => (one - values[0]) / Math.Max(1e-9, values[^1] - values[0]) * width);
        return Token(end, Text(value), Array.ConvertAll(values, Text), Bell(positions, expected, spread));
    }

    public static ScoreToken OfLabel(int end, string text, LabelSet labels, Opinion opinion, ulong criterion)
    {
        string[] names = [.. labels.Graded];
        var expected = (opinion.Expected(criterion) * names.Length) - 0.5;
        var positions = Enumerable.Range(0, names.Length).Select(index => (double)index).ToArray();
        return Token(end, text, names, Bell(positions, expected, Math.Max(LeastSpread, opinion.Spread * names.Length)));
    }

    private static double[] Bell(double[] positions, double expected, double spread)
    {
        var weights = Array.ConvertAll(positions, at => Math.Exp(-0.5 * Math.Pow((at - expected) / spread, 2)) + 1e-9);
        var total = weights.Sum();
        return Array.ConvertAll(weights, weight => weight / total);
    }

    private static ScoreToken Token(int end, string text, string[] names, double[] probabilities)
    {
        var length = Encoding.UTF8.GetByteCount(text);
        return new ScoreToken(end - length, length, [.. names.Zip(probabilities)]);
    }

    private static string Text(double value) => value.ToString(CultureInfo.InvariantCulture);
}
