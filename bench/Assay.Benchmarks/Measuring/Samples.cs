using System.Globalization;

namespace Assay.Benchmarks.Measuring;

/// <summary>One figure measured in several rounds: the median, with the least and the greatest.</summary>
internal sealed class Samples
{
    private readonly List<double> _values = [];

    public double Median => Sorted is { Length: > 0 } s ? (s[(s.Length - 1) / 2] + s[s.Length / 2]) / 2 : double.NaN;

    private double[] Sorted => [.. _values.Order()];

    public void Add(double value) => _values.Add(value);

    /// <summary>For example <c>28,345 (27,801 to 29,020)</c>.</summary>
    public string Text(string format = "N0")
    {
        string Number(double value) => value.ToString(format, CultureInfo.InvariantCulture);
        return $"{Number(Median)} ({Number(_values.Min())} to {Number(_values.Max())})";
    }
}
