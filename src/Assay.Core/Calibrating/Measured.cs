using Assay.Surfacing;

namespace Assay.Calibrating;

/// <summary>A statistic with its interval and n, or why the data at hand give none.</summary>
public abstract record Measured
{
    /// <param name="Value">Without an interval where the data allow none, as where all labels agree.</param>
    public sealed record Known(Estimate Value) : Measured;

    public sealed record Undefined(string Reason) : Measured;

    /// <summary>Null where there is none.</summary>
    public Estimate? Estimate => (this as Known)?.Value;

    public static Measured Of(Estimate? estimate, string otherwise) => estimate is null ? new Undefined(otherwise) : new Known(estimate);

    public static Measured Of(Statistic point, (double Low, double High)? interval, long n) =>
        point.Reason is { } reason ? new Undefined(reason) : new Known(new Estimate(point.Value, interval?.Low, interval?.High, n));
}
