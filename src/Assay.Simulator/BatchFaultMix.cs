using System.Globalization;
using Assay.Simulator.Batches;

namespace Assay.Simulator;

/// <summary>What goes wrong with batches: shares of requests, of batches, and of what is sent to begin one.</summary>
public sealed record BatchFaultMix
{
    /// <summary>Those that happen to a request; each has at most one. The others are drawn for themselves.</summary>
    private static readonly BatchFault[] OfRequests = [BatchFault.Expired, BatchFault.Error, BatchFault.Missing, BatchFault.Foreign, BatchFault.Duplicate];

    private static readonly (string Name, BatchFault Fault)[] Known =
    [
        ("expired", BatchFault.Expired), ("error", BatchFault.Error), ("missing", BatchFault.Missing), ("foreign", BatchFault.Foreign),
        ("duplicate", BatchFault.Duplicate), ("shuffled", BatchFault.Shuffled), ("cut", BatchFault.Cut),
        ("lost-upload", BatchFault.LostUpload), ("lost-submission", BatchFault.LostSubmission),
    ];

    private readonly SortedDictionary<BatchFault, double> shares = [];

    private BatchFaultMix()
    {
    }

    /// <summary>Nothing goes wrong.</summary>
    public static BatchFaultMix None { get; } = new();

    /// <summary>Reads <c>expired=0.1,shuffled=1,lost-submission=0.5</c>; an empty text is no faults.</summary>
    /// <exception cref="FormatException">An unknown fault, one named twice, or a share out of range.</exception>
    public static BatchFaultMix Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var mix = new BatchFaultMix();
        foreach (var entry in text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            var parts = entry.Split('=', 2, StringSplitOptions.TrimEntries);
            var fault = Known.FirstOrDefault(known => string.Equals(known.Name, parts[0], StringComparison.OrdinalIgnoreCase)).Fault;
            if (fault == BatchFault.None)
            {
                throw new FormatException($"Unknown fault '{parts[0]}'. Known: {string.Join(", ", Known.Select(known => known.Name))}. Write for example expired=0.1,shuffled=1.");
            }

            if (parts.Length < 2 || !double.TryParse(parts[1], NumberStyles.Float, CultureInfo.InvariantCulture, out var share) || share is not (>= 0 and <= 1))
            {
                throw new FormatException($"The fault '{parts[0]}' needs a share from 0 to 1, as in {parts[0]}=0.1; read '{entry}'.");
            }

            if (!mix.shares.TryAdd(fault, share))
            {
                throw new FormatException($"The fault '{parts[0]}' is named twice.");
            }
        }

        return OfRequests.Sum(mix.ShareOf) is var total && total <= 1 + 1e-9
            ? mix
            : throw new FormatException(string.Create(CultureInfo.InvariantCulture, $"The shares of requests that go wrong add up to {total:0.###}; they may not exceed 1."));
    }

    public override string ToString() => string.Join(',', shares.Select(share =>
        string.Create(CultureInfo.InvariantCulture, $"{Known.First(known => known.Fault == share.Key).Name}={share.Value}")));

    /// <summary>What happens to one request.</summary>
    /// <param name="draw">Uniform in [0, 1).</param>
    internal BatchFault DrawForRequest(double draw)
    {
        foreach (var fault in OfRequests)
        {
            draw -= ShareOf(fault);
            if (draw < 0)
            {
                return fault;
            }
        }

        return BatchFault.None;
    }

    /// <summary>Whether a fault of a whole batch, an upload or a submission happens.</summary>
    /// <param name="draw">A hash of which it is.</param>
    internal bool Happens(BatchFault fault, ulong draw) => StableHash.Uniform(StableHash.Mix(draw, (ulong)fault)) < ShareOf(fault);

    private double ShareOf(BatchFault fault) => shares.GetValueOrDefault(fault);
}
