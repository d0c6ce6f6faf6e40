using Assay.Scoring.Running;

namespace Assay.Scoring.Batching;

/// <summary>Batches that are ready to be sent, one for each model that is asked, and what else became of the responses that were looked at for them.</summary>
internal sealed class FilledBatches : IDisposable
{
    public List<FilledBatch> Batches { get; } = [];

    /// <summary>How many of those that waited were looked at, from the first on.</summary>
    public int Looked { get; set; }

    /// <summary>Need no call of their own, or cannot be put into a batch.</summary>
    public List<AcceptedResponse> Live { get; } = [];

    /// <summary>Ask what another response in a batch asks: the cache will know.</summary>
    public List<QueuedVerdict> Twins { get; } = [];

    /// <summary>What their questions are cached under.</summary>
    public HashSet<UInt128> Questions { get; } = [];

    public decimal HeldUsd { get; set; }

    /// <summary>The next one would not be within the money that is left.</summary>
    public bool IsShortOfMoney { get; set; }

    /// <summary>Money cut it to less than a hundredth of what waits: as many batches, each of which may take hours, would use up what is left of a budget by ever less.</summary>
    public bool IsCutTooSmall(int waiting) => IsShortOfMoney && Live.Count == 0 && Looked * 100 < waiting;

    /// <summary>Not all questions of a response had room: they must be filled again, up to this response.</summary>
    public bool IsBroken { get; set; }

    public void Dispose() => Batches.ForEach(b => b.Dispose());
}
