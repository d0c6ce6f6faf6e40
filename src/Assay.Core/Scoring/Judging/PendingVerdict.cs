using Assay.Collecting;
using Assay.Scoring.Batching;
using Assay.Scoring.Caching;
using Assay.Scoring.Pacing;
using Assay.Scoring.Prompts;

namespace Assay.Scoring.Judging;

/// <summary>
/// One response on its way through a judge: its prompts, what the cache knows of them, its part in shared calls, and the
/// provider's slot that it holds from a call until its outcome is saved. Must be disposed, whatever becomes of it.
/// </summary>
public sealed class PendingVerdict : IDisposable
{
    private PacerLease? _slot;
    private bool _slotIsUnused;
    private SemaphoreSlim? _places;

    internal PendingVerdict(Response response, Judged.Decided? decided, IReadOnlyList<Prompt> prompts, IReadOnlyList<CacheKey> keys, IReadOnlyList<SharedCalls.Part> parts)
    {
        Response = response;
        Decided = decided;
        Prompts = prompts;
        Keys = keys;
        Parts = parts;
    }

    /// <summary>Of a panel: what is pending of each voter, whose questions follow one another.</summary>
    internal static PendingVerdict OfPanel(Response response, Judged.Decided? decided, IReadOnlyList<PendingVerdict> members) =>
        new(response, decided, [.. members.SelectMany(m => m.Prompts)], [.. members.SelectMany(m => m.Keys)], [.. members.SelectMany(m => m.Parts)]) { Members = members };

    /// <summary>As the judge is shown it.</summary>
    public Response Response { get; }

    /// <summary>Of a panel, one for each voter; of a single judge none.</summary>
    internal IReadOnlyList<PendingVerdict> Members { get; private init; } = [];

    /// <summary>What needs no model: a check of the output failed, or checks decide it all.</summary>
    public Judged.Decided? Decided { get; }

    /// <summary>The response as it came, which checks look at; null where none is left to look.</summary>
    internal Response? Unredacted { get; init; }

    /// <summary>Grades that checks gave at once.</summary>
    internal List<CriterionScore> Checked { get; init; } = [];

    /// <summary>What a batch brought for it; null where it did not wait in one.</summary>
    public BatchedAnswers? Batched { get; internal set; }

    /// <summary>One per question; empty without a cache.</summary>
    public IReadOnlyList<CacheKey> Keys { get; }

    internal IReadOnlyList<Prompt> Prompts { get; }

    /// <summary>One per question; empty without a cache.</summary>
    internal IReadOnlyList<SharedCalls.Part> Parts { get; }

    /// <summary>One per question, null where the cache has none; empty without a cache.</summary>
    internal IReadOnlyList<CachedReply?> Cached { get; private set; } = [];

    /// <summary>What the cache has for a question; null where it has nothing, or there is none.</summary>
    public CachedReply? CachedReply(int question) => Cached.Count > 0 ? Cached[question] : null;

    /// <summary>A question that another response is asking is not looked up: its call answers.</summary>
    public bool LooksUp(int question) => Parts[question].Leads;

    /// <param name="replies">One per question.</param>
    public void Found(IReadOnlyList<CachedReply?> replies)
    {
        Cached = replies;
        for (int i = 0; i < replies.Count; i++)
        {
            if (replies[i] is { } reply)
            {
                Parts[i].Answer(reply, VerdictOrigin.Cache);
            }
        }

        int next = 0;
        foreach (PendingVerdict member in Members)
        {
            member.Cached = [.. replies.Skip(next).Take(member.Keys.Count)];
            next += member.Keys.Count;
        }
    }

    /// <summary>Every question is answered by the cache: nothing to wait for.</summary>
    public bool IsAnswered => Decided is not null || (Cached.Count > 0 && Cached.All(c => c is not null));

    /// <summary>The question that needs a call of its own; null where the cache or another response's call answers, as far as is known.</summary>
    internal int? FirstToAsk
    {
        get
        {
            for (int i = 0; i < Prompts.Count; i++)
            {
                if (CachedReply(i) is null && Batched?.ReplyTo(i) is null)
                {
                    return Parts.Count == 0 || Parts[i].Leads ? i : null;
                }
            }

            return null;
        }
    }

    /// <param name="ahead">For the next call that will be made, whoever makes it.</param>
    internal void Hold(PacerLease slot, bool ahead = false)
    {
        _slot?.Dispose();
        _slot = slot;
        _slotIsUnused = ahead;
    }

    /// <summary>The place of a verdict of a panel, given back with the slot.</summary>
    internal void HoldPlace(SemaphoreSlim places) => _places = places;

    /// <summary>The slot that was taken ahead, for one call.</summary>
    internal PacerLease? UseSlot()
    {
        PacerLease? slot = _slotIsUnused ? _slot : null;
        _slotIsUnused = false;
        return slot;
    }

    /// <summary>Gives the provider's slot back: between two calls, and when the outcome is saved.</summary>
    public void FreeSlot()
    {
        _slot?.Dispose();
        _slot = null;
        foreach (PendingVerdict member in Members)
        {
            member.FreeSlot();
        }

        Interlocked.Exchange(ref _places, null)?.Release();
    }

    /// <summary>Frees the slot, and lets those that wait for this one's calls ask for themselves.</summary>
    public void Dispose()
    {
        FreeSlot();
        foreach (SharedCalls.Part part in Parts)
        {
            part.Abandon();
        }
    }
}
