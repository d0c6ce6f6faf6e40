using System.Globalization;
using Assay.Simulator.Faults;

namespace Assay.Simulator;

/// <summary>Which faults happen, and to which share of requests.</summary>
public sealed record FaultMix
{
    private readonly List<(Fault Fault, double Probability)> shares = [];

    private FaultMix()
    {
    }

    /// <summary>Nothing goes wrong.</summary>
    public static FaultMix None { get; } = new();

    /// <summary>The share of requests that go wrong, 0 to 1.</summary>
    public double Total => shares.Sum(share => share.Probability);

    /// <summary>Reads <c>429=0.1,500=0.05</c>; an empty text is no faults.</summary>
    /// <exception cref="FormatException">An unknown fault, one named twice, or a probability out of range.</exception>
    public static FaultMix Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var mix = new FaultMix();
        foreach (var entry in text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            mix.Add(entry);
        }

        return mix.Total <= 1 + 1e-9
            ? mix
            : throw new FormatException(string.Create(CultureInfo.InvariantCulture, $"The fault probabilities add up to {mix.Total:0.###}; they may not exceed 1."));
    }

    /// <param name="draw">Uniform in [0, 1).</param>
    internal Fault Draw(double draw)
    {
        foreach (var (fault, probability) in shares)
        {
            draw -= probability;
            if (draw < 0)
            {
                return fault;
            }
        }

        return Fault.None;
    }

    public override string ToString() =>
        string.Join(',', shares.Select(share => string.Create(CultureInfo.InvariantCulture, $"{FaultNames.NameOf(share.Fault)}={share.Probability}")));

    private void Add(string entry)
    {
        var parts = entry.Split('=', 2, StringSplitOptions.TrimEntries);
        if (!FaultNames.TryParse(parts[0], out var fault))
        {
            throw new FormatException($"Unknown fault '{parts[0]}'. Known: {FaultNames.All}. Write for example 429=0.1,500=0.05.");
        }

        if (parts.Length < 2 || !double.TryParse(parts[1], NumberStyles.Float, CultureInfo.InvariantCulture, out var probability) || probability is not (>= 0 and <= 1))
        {
            throw new FormatException($"The fault '{parts[0]}' needs a probability from 0 to 1, as in {parts[0]}=0.1; read '{entry}'.");
        }

        if (shares.Exists(share => share.Fault == fault))
        {
            throw new FormatException($"The fault '{parts[0]}' is named twice.");
        }

        shares.Add((fault, probability));
    }
}
