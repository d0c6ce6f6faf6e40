using Assay.Scoring.Batching;
using Assay.Scoring.Caching;

namespace Assay.Scoring.Judging;

/// <summary>What gathers while one response is judged.</summary>
internal sealed class VerdictWork(PendingVerdict pending, CancellationToken stop, CancellationToken abort)
{
    private readonly Lock _lock = new();
    private readonly List<Attempt> _attempts = new(1);

    public PendingVerdict Pending => pending;

    /// <summary>Breaks off waiting.</summary>
    public CancellationToken Stop => stop;

    /// <summary>Breaks off calls.</summary>
    public CancellationToken Abort => abort;

    /// <summary>In the order in which they ended.</summary>
    public IReadOnlyList<Attempt> Attempts
    {
        get
        {
            lock (_lock)
            {
                return [.. _attempts];
            }
        }
    }

    /// <summary>Replies worth keeping for later questions.</summary>
    public List<CacheEntry> Replies { get; } = [];

    /// <summary>What a batch brought and could be read; by place, see <see cref="PendingVerdict.Place"/>.</summary>
    public Dictionary<int, QuestionAnswer.Given> Batched { get; } = [];

    /// <inheritdoc cref="Judged.Heard"/>
    public List<HeardReply> Heard { get; } = [];

    /// <summary>What was paid for that when it was heard.</summary>
    public decimal HeardUsd { get; set; }

    /// <summary>The dearest of all that was used.</summary>
    public VerdictOrigin Origin { get; private set; } = VerdictOrigin.Cache;

    public decimal SavedUsd { get; set; }

    public void Add(Attempt attempt)
    {
        lock (_lock)
        {
            _attempts.Add(attempt);
        }
    }

    public int Neutralised => pending.Prompts.Sum(p => p.Neutralised);

    public void Use(VerdictOrigin origin) => Origin = Rank(origin) < Rank(Origin) ? origin : Origin;

    /// <summary>The lower, the dearer.</summary>
    public static int Rank(VerdictOrigin origin) => origin switch
    {
        VerdictOrigin.Call => 0,
        VerdictOrigin.Batch => 1,
        VerdictOrigin.Shared => 2,
        _ => 3,
    };
}
