using System.Globalization;
using Assay.Simulator.Faults;

namespace Assay.Simulator;

/// <summary>Which faults happen, to which share of requests, and when.</summary>
public sealed record FaultMix
{
    private readonly List<FaultShare> shares = [];

    private FaultMix()
    {
    }

    /// <summary>Nothing goes wrong.</summary>
    public static FaultMix None { get; } = new();

    /// <summary>The share of requests that go wrong, 0 to 1; where faults come and go, the greatest at any time.</summary>
    public double Total => shares.Select(start => ActiveAt(start.Window.From).Sum(share => share.Probability)).DefaultIfEmpty().Max();

    /// <summary>Reads <c>429=0.1,500=0.05</c>, and <c>429=1@60s-660s</c> for a fault that comes and goes; an empty text is no faults.</summary>
    /// <exception cref="FormatException">An unknown fault, one named twice for the same time, a probability out of range, or a window that is none.</exception>
    public static FaultMix Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var mix = new FaultMix();
        foreach (var entry in text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            var added = FaultShare.Parse(entry);
            if (mix.shares.Exists(share => share.Fault == added.Fault && share.Window.Overlaps(added.Window)))
            {
                throw new FormatException($"The fault '{FaultNames.NameOf(added.Fault)}' is named twice for the same time.");
            }

            mix.shares.Add(added);
        }

        return mix.Total <= 1 + 1e-9
            ? mix
            : throw new FormatException(string.Create(CultureInfo.InvariantCulture, $"The fault probabilities add up to {mix.Total:0.###}; they may not exceed 1."));
    }

    /// <param name="draw">Uniform in [0, 1).</param>
    /// <param name="sinceFirstRequest">Faults with a window happen only within it.</param>
    internal Fault Draw(double draw, TimeSpan sinceFirstRequest)
    {
        foreach (var share in shares)
        {
            draw -= share.Window.Contains(sinceFirstRequest) ? share.Probability : 0;
            if (draw < 0)
            {
                return share.Fault;
            }
        }

        return Fault.None;
    }

    public override string ToString() => string.Join(',', shares);

    private IEnumerable<FaultShare> ActiveAt(TimeSpan time) => shares.Where(share => share.Window.Contains(time));
}
