using System.Globalization;

namespace Assay.Calibrating.Probing;

/// <summary>What a figure of a fair and attentive judge keeps to.</summary>
public abstract record ProbeLimit(double Value)
{
    /// <summary>Nearer to 0 than this, either way.</summary>
    public sealed record Within(double Value) : ProbeLimit(Value);

    public sealed record AtMost(double Value) : ProbeLimit(Value);

    public sealed record AtLeast(double Value) : ProbeLimit(Value);

    public string Text => this switch
    {
        Within => $"within ±{Number}",
        AtMost => $"at most {Number}",
        _ => $"at least {Number}",
    };

    /// <summary>An interval lies beyond the limit with all of its width.</summary>
    public bool IsBrokenBy(double low, double high) => this switch
    {
        Within => low > Value || high < -Value,
        AtMost => low > Value,
        _ => high < Value,
    };

    /// <summary>How far a value lies beyond the limit; 0 or less where it keeps to it.</summary>
    public double Beyond(double value) => this switch
    {
        Within => Math.Abs(value) - Value,
        AtMost => value - Value,
        _ => Value - value,
    };

    private string Number => Value.ToString("0.###", CultureInfo.InvariantCulture);
}
