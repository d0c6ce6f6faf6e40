using System.Globalization;
using Assay.Simulator.Faults;

namespace Assay.Simulator;

/// <summary>A judge that finds everything better or worse from a time on, under the same model name.</summary>
public sealed record JudgeShift
{
    private readonly double amount;
    private readonly FaultWindow during;

    private JudgeShift(double amount, FaultWindow during) => (this.amount, this.during) = (amount, during);

    /// <summary>It stays as it is.</summary>
    public static JudgeShift None { get; } = new(0, FaultWindow.Always);

    /// <summary>Reads <c>-0.05@10m-</c>: from ten minutes after the first request on, worse by a twentieth of the scale; without a time, from the beginning.</summary>
    /// <exception cref="FormatException">Not of this form, or beyond the scale.</exception>
    public static JudgeShift Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var parts = text.Split('@', StringSplitOptions.TrimEntries);
        var window = FaultWindow.Always;
        return parts.Length <= 2
            && double.TryParse(parts[0], NumberStyles.Float, CultureInfo.InvariantCulture, out var moved) && moved is >= -1 and <= 1
            && (parts.Length == 1 || FaultWindow.TryParse(parts[1], out window))
            ? new JudgeShift(moved, window)
            : throw new FormatException($"'{text}' is no shift. Write for example -0.05@10m- for a twentieth of the scale from ten minutes after the first request on; from -1 to 1.");
    }

    internal double At(TimeSpan sinceFirstRequest) => during.Contains(sinceFirstRequest) ? amount : 0;
}
