using System.Globalization;

namespace Assay.Simulator.Faults;

/// <summary>One fault, the share of requests it takes, and when.</summary>
internal sealed record FaultShare(Fault Fault, double Probability, FaultWindow Window)
{
    /// <summary>Reads <c>429=0.1</c> or <c>429=1@60s-660s</c>.</summary>
    /// <exception cref="FormatException">An unknown fault, a probability out of range, or no window.</exception>
    public static FaultShare Parse(string entry)
    {
        var parts = entry.Split('=', 2, StringSplitOptions.TrimEntries);
        if (!FaultNames.TryParse(parts[0], out var fault))
        {
            throw new FormatException($"Unknown fault '{parts[0]}'. Known: {FaultNames.All}. Write for example 429=0.1,500=0.05.");
        }

        var when = parts.Length < 2 ? [""] : parts[1].Split('@', 2, StringSplitOptions.TrimEntries);
        if (!double.TryParse(when[0], NumberStyles.Float, CultureInfo.InvariantCulture, out var probability) || probability is not (>= 0 and <= 1))
        {
            throw new FormatException($"The fault '{parts[0]}' needs a probability from 0 to 1, as in {parts[0]}=0.1; read '{entry}'.");
        }

        var window = FaultWindow.Always;
        if (when.Length == 2 && !FaultWindow.TryParse(when[1], out window))
        {
            throw new FormatException($"After @ stands from when to when the fault '{parts[0]}' happens, counted from the first request, as in {parts[0]}=1@60s-660s; read '{entry}'.");
        }

        return new FaultShare(fault, probability, window);
    }

    public override string ToString() =>
        string.Create(CultureInfo.InvariantCulture, $"{FaultNames.NameOf(Fault)}={Probability}{(Window == FaultWindow.Always ? "" : $"@{Window}")}");
}
