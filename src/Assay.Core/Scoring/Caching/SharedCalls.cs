using Assay.Scoring.Judging;

namespace Assay.Scoring.Caching;

/// <summary>What those get that joined a call.</summary>
/// <param name="Origin">Shared, or Cache where no call was needed.</param>
public sealed record SharedReply(CachedReply Reply, VerdictOrigin Origin);

/// <summary>
/// Identical questions that are asked at the same time make one call: the first to join leads and asks, the others wait for
/// its reply. A question stays here until its reply can be found in the cache, so that none falls between the two.
/// </summary>
public sealed class SharedCalls
{
    private readonly Lock _lock = new();
    private readonly Dictionary<UInt128, Call> _calls = [];

    /// <summary>Takes part in the question's call. Joining comes before looking into the cache.</summary>
    public Part Join(CacheKey key)
    {
        lock (_lock)
        {
            if (_calls.TryGetValue(key.Question, out Call? call))
            {
                return new Part(this, key, call, leads: false);
            }

            _calls[key.Question] = call = new Call();
            return new Part(this, key, call, leads: true);
        }
    }

    /// <summary>The reply can be found in the cache from now on.</summary>
    public void Forget(CacheKey key)
    {
        lock (_lock)
        {
            _calls.Remove(key.Question);
        }
    }

    private void Forget(CacheKey key, Call call)
    {
        lock (_lock)
        {
            if (_calls.TryGetValue(key.Question, out Call? present) && ReferenceEquals(present, call))
            {
                _calls.Remove(key.Question);
            }
        }
    }

    private sealed class Call
    {
        public TaskCompletionSource<SharedReply?> Reply { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }

    /// <summary>One response's part in a shared call.</summary>
    public sealed class Part
    {
        private readonly SharedCalls _owner;
        private readonly CacheKey _key;
        private readonly Call _call;

        internal Part(SharedCalls owner, CacheKey key, object call, bool leads)
        {
            (_owner, _key, _call, Leads) = (owner, key, (Call)call, leads);
        }

        /// <summary>This one makes the call, and must end it by <see cref="Answer"/> or <see cref="Abandon"/>.</summary>
        public bool Leads { get; }

        /// <summary>For those that do not lead: the reply, or null when the call brought none that can be shared.</summary>
        public Task<SharedReply?> Reply => _call.Reply.Task;

        /// <summary>The call gave a verdict; whoever joins until <see cref="Forget(CacheKey)"/> gets it too.</summary>
        public void Answer(CachedReply reply, VerdictOrigin origin) => _call.Reply.TrySetResult(new SharedReply(reply, origin));

        /// <summary>No reply to share: the others ask for themselves. Does nothing after an answer, or for one that does not lead.</summary>
        public void Abandon()
        {
            if (Leads && !_call.Reply.Task.IsCompleted)
            {
                _owner.Forget(_key, _call);
                _call.Reply.TrySetResult(null);
            }
        }
    }
}
