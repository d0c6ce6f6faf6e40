using Assay.Scoring.Judging;
using Assay.Scoring.Pacing;
using Assay.Tests.Testing;

namespace Assay.Tests.Scoring.Pacing;

/// <summary>
/// Callers that each make one call after the other through a pacer, retrying as judges do: a discrete-event simulation on one
/// thread in virtual time, so that one seed always gives the same course.
/// </summary>
internal sealed class ClosedLoop : IDisposable
{
    private readonly ManualClock _clock = new(delaysPass: false);
    private readonly PriorityQueue<Action, (TimeSpan At, long Order)> _events = new();
    private readonly Queue<(Task<PacerLease> Turn, Caller Caller)> _waiting = new();
    private readonly Func<Random, VirtualCall> _work;
    private readonly VirtualProvider _provider;
    private readonly Random _random;
    private readonly RetryPolicy _retries;
    private long _order;

    public ClosedLoop(int callers, VirtualProvider provider, PacerOptions? options = null, Func<Random, VirtualCall>? work = null, int seed = 1)
    {
        _provider = provider;
        _work = work ?? (_ => new VirtualCall(120, 40));
        _random = new Random(seed);
        _retries = new RetryPolicy(new Random(seed + 1), maxAttempts: int.MaxValue);
        Pacer = new Pacer(options ?? new PacerOptions { MaxConcurrency = callers }, _clock, new Random(seed + 2));
        for (int i = 0; i < callers; i++)
        {
            After(TimeSpan.Zero, () => Next(new Caller()));
        }
    }

    public Pacer Pacer { get; }

    /// <summary>How far the estimate that callers give is off.</summary>
    public double EstimateRatio { get; init; } = 1;

    /// <summary>How long a caller keeps its slot after the call ended.</summary>
    public TimeSpan Storing { get; init; } = TimeSpan.Zero;

    public TimeSpan Now => _clock.GetUtcNow() - ManualClock.Start;

    public Series Started { get; } = new();

    public Series Answered { get; } = new();

    public Series Throttled { get; } = new();

    public Series Failed { get; } = new();

    public Series AnsweredTokens { get; } = new();

    /// <summary>Sums of the calls under way and of the time they were, for the mean.</summary>
    public Series CallSeconds { get; } = new();

    public int InFlight { get; private set; }

    public void After(TimeSpan delay, Action action) => _events.Enqueue(action, (Now + delay, _order++));

    public void RunUntil(TimeSpan end)
    {
        while (true)
        {
            TimeSpan next = _events.TryPeek(out _, out var first) ? first.At : TimeSpan.MaxValue;
            TimeSpan timer = _clock.UntilNextTimer is { } wait ? Now + wait : TimeSpan.MaxValue;
            TimeSpan at = next < timer ? next : timer;
            if (at > end)
            {
                Pass(end - Now);
                return;
            }

            Pass(at - Now);
            while (_events.TryPeek(out _, out first) && first.At <= Now)
            {
                _events.Dequeue()();
                StartWhoseTurnItIs();
            }

            StartWhoseTurnItIs();
        }
    }

    /// <summary>Runs two side by side against what they share, a millisecond of each at a time.</summary>
    public static void RunTogether(ClosedLoop one, ClosedLoop other, TimeSpan end)
    {
        for (TimeSpan now = TimeSpan.Zero; now < end; now += TimeSpan.FromMilliseconds(1))
        {
            one.RunUntil(now);
            other.RunUntil(now);
        }
    }

    public void Dispose() => Pacer.Dispose();

    private void Pass(TimeSpan by)
    {
        CallSeconds.Add(Now, by.TotalSeconds * InFlight);
        _clock.Advance(by);
    }

    private void Next(Caller caller)
    {
        caller.Call = _work(_random);
        caller.Throttles = caller.Failures = 0;
        Enter(caller);
    }

    private void Enter(Caller caller)
    {
        long estimated = (long)(caller.Call.Tokens * EstimateRatio);
        _waiting.Enqueue((Pacer.EnterAsync(estimated, Priority.Live, CancellationToken.None).AsTask(), caller));
    }

    private void StartWhoseTurnItIs()
    {
        while (_waiting.TryPeek(out var first) && first.Turn.IsCompletedSuccessfully)
        {
            _waiting.Dequeue();
            Call(first.Caller, first.Turn.Result);
        }
    }

    private void Call(Caller caller, PacerLease lease)
    {
        Started.Add(Now, 1);
        InFlight++;
        VirtualReply reply = _provider(Now, caller.Call);
        After(reply.Latency, () => End(caller, lease, reply));
    }

    private void End(Caller caller, PacerLease lease, VirtualReply reply)
    {
        InFlight--;
        reply.AtEnd?.Invoke();
        bool isAnswer = reply.Ending is CallEnding.Answered or CallEnding.Refused;
        lease.Report(new CallReport(reply.Ending, reply.Latency, isAnswer ? caller.Call.Tokens : 0, reply.RetryAfter, reply.LimitsAtEnd?.Invoke() ?? reply.Limits));
        if (Storing == TimeSpan.Zero)
        {
            lease.Dispose();
        }
        else
        {
            After(Storing, lease.Dispose);
        }

        if (isAnswer)
        {
            Answered.Add(Now, 1);
            AnsweredTokens.Add(Now, caller.Call.Tokens);
            After(Storing, () => Next(caller));
            return;
        }

        bool isThrottled = reply.Ending == CallEnding.Throttled;
        (isThrottled ? Throttled : Failed).Add(Now, 1);
        var error = new ProviderException(isThrottled ? ErrorClass.Throttle : ErrorClass.Transient, "simulated") { RetryAfter = reply.RetryAfter };
        var decision = (RetryDecision.After)_retries.Decide(error, isThrottled ? 1 : ++caller.Failures, isThrottled ? ++caller.Throttles : 0);
        After(decision.Delay, () => Enter(caller));
    }

    private sealed class Caller
    {
        public VirtualCall Call { get; set; }

        public int Throttles { get; set; }

        public int Failures { get; set; }
    }
}
