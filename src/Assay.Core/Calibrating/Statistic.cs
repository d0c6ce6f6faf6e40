namespace Assay.Calibrating;

/// <summary>The value of a statistic, or why these data give none; never NaN.</summary>
public readonly record struct Statistic
{
    private readonly double _value;

    private Statistic(double value, string? reason) => (_value, Reason) = (value, reason);

    /// <summary>Why there is no value; null where there is one.</summary>
    public string? Reason { get; }

    public bool IsDefined => Reason is null;

    public double Value => Reason is null ? _value : throw new InvalidOperationException(Reason);

    public double? ValueOrNull => Reason is null ? _value : null;

    public static Statistic Of(double value) =>
        double.IsFinite(value) ? new Statistic(value, null) : Undefined("these labels give no finite number");

    public static Statistic Undefined(string reason) => new(0, reason);
}
