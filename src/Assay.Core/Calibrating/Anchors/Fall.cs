using Assay.Surfacing;

namespace Assay.Calibrating.Anchors;

/// <summary>How far a figure fell, or below its bar it is; of a share of bad responses, how far that rose.</summary>
/// <param name="Error">Its standard error.</param>
/// <param name="Since">When it fell; null where it is compared with a bar.</param>
public sealed record Fall(double Value, double Error, DateTimeOffset? Since)
{
    private const double Z = 1.959963984540054;

    public static Fall Of(Difference change, DateTimeOffset since) => new(change.Value, Half(change.Low, change.High), since);

    public static Fall Below(Estimate figure, double bar) => new(figure.Mean - bar, Half(figure.Low, figure.High), null);

    private static double Half(double? low, double? high) => low is { } l && high is { } h ? (h - l) / 2 / Z : 0;
}
