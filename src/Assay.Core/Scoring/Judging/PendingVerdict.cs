using Assay.Collecting;
using Assay.Scoring.Batching;
using Assay.Scoring.Caching;
using Assay.Scoring.Pacing;
using Assay.Scoring.Prompts;
using Assay.Scoring.Sampling;

namespace Assay.Scoring.Judging;

/// <summary>
/// One response on its way through a judge: its prompts, what the cache knows of them, its part in shared calls, and the
/// provider's slot that it holds from a call until its outcome is saved. Must be disposed, whatever becomes of it.
/// </summary>
public sealed class PendingVerdict : IDisposable
{
    private static readonly Dictionary<int, CachedReply> NothingHeard = [];

    private readonly Lock _lock = new();
    private PacerLease? _ahead;
    private PacerLease? _used;
    private int _waiting;
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

    /// <summary>What earlier batches brought for it, by place.</summary>
    internal IReadOnlyDictionary<int, CachedReply> Heard { get; set; } = NothingHeard;

    internal Asks Asks { get; set; }

    /// <summary>Of a panel, earlier batches brought something for one of its voters.</summary>
    internal bool HasHeard => Heard.Count > 0 || Members.Any(m => m.Heard.Count > 0);

    /// <summary>A part of it is paid.</summary>
    internal bool IsBegun => Batched is not null || HasHeard;

    public SamplePlan Plan { get; internal init; } = SamplePlan.One;

    /// <summary>One per question and sample that may be taken, see <see cref="Place"/>; empty without a cache.</summary>
    public IReadOnlyList<CacheKey> Keys { get; }

    internal IReadOnlyList<Prompt> Prompts { get; }

    /// <summary>One per key.</summary>
    internal IReadOnlyList<SharedCalls.Part> Parts { get; }

    /// <summary>One per key, null where the cache has none; empty without a cache.</summary>
    internal IReadOnlyList<CachedReply?> Cached { get; private set; } = [];

    /// <summary>Where a sample of a question stands among the keys.</summary>
    public int Place(int question, int sample) => (question * Plan.AtMost) + sample;

    /// <summary>What was heard before, or the cache has for a key; null where neither has anything.</summary>
    public CachedReply? CachedReply(int place) => Heard.Count > 0 && Heard.TryGetValue(place, out CachedReply? heard) ? heard : Cached.Count > 0 ? Cached[place] : null;

    /// <summary>Whether a sample is left to a batch. What a batch brought and cannot be read, or has no reply for, is asked live.</summary>
    internal bool LeavesToBatch(int question, int sample) =>
        Asks != Asks.Everything && (Asks == Asks.Nothing || Batched?.Items.Any(i => i.Item.Question == question && i.Item.Sample <= sample) is not true);

    /// <summary>What another response is asking is not looked up: its call answers.</summary>
    public bool LooksUp(int place) => Parts[place].Leads;

    /// <param name="replies">One per key.</param>
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

    /// <summary>Everything that may be asked is answered by the cache: nothing to wait for.</summary>
    public bool IsAnswered => Decided is not null || (Cached.Count > 0 && Cached.All(c => c is not null));

    /// <summary>The question that needs a call of its own, and for how many samples; null where the cache or other responses' calls answer, as far as is known.</summary>
    internal (int Question, int Samples)? FirstToAsk
    {
        get
        {
            if (Asks != Asks.Everything)
            {
                return null;
            }

            for (int question = 0; question < Prompts.Count; question++)
            {
                (int missing, int own) = (0, 0);
                for (int sample = 0; sample < Plan.AtLeast; sample++)
                {
                    int place = Place(question, sample);
                    if (CachedReply(place) is null && Batched?.Answers(question, sample) is not true)
                    {
                        missing++;
                        own += Parts.Count == 0 || Parts[place].Leads ? 1 : 0;
                    }
                }

                if (missing > 0)
                {
                    return own > 0 ? (question, own) : null;
                }
            }

            return null;
        }
    }

    /// <summary>Keeps a slot for the next call that will be made, whoever makes it.</summary>
    internal void HoldAhead(PacerLease slot) => _ahead = slot;

    /// <summary>The slot that was taken ahead, for one call; null where the call must wait for one, which ends with <see cref="EndWaiting"/>. Waiting takes no slot from others.</summary>
    internal PacerLease? UseSlotOrWait()
    {
        lock (_lock)
        {
            (PacerLease? ahead, _ahead) = (_ahead, null);
            if (ahead is null)
            {
                _waiting++;
                FreeUsed();
            }

            return ahead;
        }
    }

    /// <summary>The place of a verdict of a panel, given back with the slot.</summary>
    internal void HoldPlace(SemaphoreSlim places) => _places = places;

    internal void EndWaiting()
    {
        lock (_lock)
        {
            _waiting--;
        }
    }

    /// <summary>A call that was answered is over. The last one's slot is kept until the outcome is saved, save while another call of this verdict waits.</summary>
    internal void HoldUsed(PacerLease slot)
    {
        lock (_lock)
        {
            FreeUsed();
            _used = slot;
            if (_waiting > 0)
            {
                FreeUsed();
            }
        }
    }

    /// <summary>Gives the provider's slots back, when the outcome is saved.</summary>
    public void FreeSlot()
    {
        lock (_lock)
        {
            _ahead?.Dispose();
            _ahead = null;
            FreeUsed();
        }

        foreach (PendingVerdict member in Members)
        {
            member.FreeSlot();
        }

        Interlocked.Exchange(ref _places, null)?.Release();
    }

    private void FreeUsed()
    {
        _used?.Dispose();
        _used = null;
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

/// <summary>What is asked of a model, of all that neither the cache nor a batch answers.</summary>
internal enum Asks
{
    Everything = 0,

    /// <summary>What a batch did not answer. What was not put into one yet waits for the next.</summary>
    Unanswered,

    /// <summary>Nothing: to find out what is to be asked next.</summary>
    Nothing,
}
