using Assay.Scoring.Judging;
using Assay.Scoring.Running;

namespace Assay.Scoring.Spending;

/// <summary>
/// Makes a budget last: watches what verdicts cost and how many come, to this process and to others that share the budget, and says what is given
/// up for it. Judges, juries and the pipeline ask it; the caps themselves are the budget's, which is never overshot. Safe to call from many threads.
/// </summary>
/// <param name="left">What every cap leaves.</param>
/// <param name="toDo">How many responses of a run are still to be judged; null: they come as they come.</param>
public sealed class Thrift(ThriftTerms terms, Func<IReadOnlyList<SpendingLeft>> left, TimeProvider clock, Func<long?>? toDo = null)
{
    /// <summary>What came in the last of these counts for most.</summary>
    private static readonly TimeSpan Memory = TimeSpan.FromMinutes(30);

    /// <summary>A few that come together say nothing about a day.</summary>
    private static readonly TimeSpan Watched = TimeSpan.FromMinutes(5);

    /// <summary>How much of a verdict's cost is that of the latest.</summary>
    private const double Latest = 0.02;

    private readonly Lock _lock = new();
    private readonly double?[] _usdPerVerdict = new double?[terms.Steps.Count + 1];
    private readonly long[] _seen = new long[terms.Steps.Count + 1];
    private readonly DateTimeOffset _began = clock.GetUtcNow();
    private DateTimeOffset _last = clock.GetUtcNow();
    private double _recent;
    private double _recentByOthers;
    private long? _byOthers;
    private volatile ThriftState _state = new(0, 1, clock.GetUtcNow());

    public ThriftState State => _state;

    /// <summary>What is given up at the moment, in the declared order.</summary>
    public IReadOnlyList<ThriftStep> GivenUp => [.. terms.Steps.Take(_state.Steps)];

    public bool IsGivenUp(ThriftStep step) => _state is { Steps: > 0 } state && terms.Steps.Take(state.Steps).Contains(step);

    /// <summary>Whether a response is among those that are judged. A hash of its id decides, so a larger share holds all of a smaller one.</summary>
    /// <param name="sample">The judge's own share, which it is in.</param>
    /// <returns>The share that is judged; null where this one is not.</returns>
    public double? ShareOf(string responseId, double sample)
    {
        double share = _state.Share;
        return share >= 1 || new Sample(sample * share).Includes(responseId) ? share : null;
    }

    /// <summary>For a response that is not among them.</summary>
    public Judged.Skipped Skipped() => new(
        SkipReason.OverBudget, FormattableString.Invariant($"The budget would not have lasted: {_state.Share:P0} of the responses were judged at the time, and this was not among them.")) { Attempts = [] };

    /// <summary>Whether this is an outcome of the kind that is forecast.</summary>
    public static bool Counts(Judged judged) => judged is Judged.Decided or Judged.Skipped;

    /// <summary>What became of a response, once it is saved.</summary>
    public void Note(Judged judged)
    {
        if (!Counts(judged))
        {
            return;
        }

        lock (_lock)
        {
            DateTimeOffset now = clock.GetUtcNow();
            IReadOnlyList<SpendingLeft> all = left();
            double kept = Math.Exp(-(now - _last) / Memory);
            _recent = (_recent * kept) + 1;
            _recentByOthers = (_recentByOthers * kept) + ByOthers(all);
            _last = now;
            ThriftState state = _state;
            if (judged is Judged.Decided)
            {
                double cost = (double)judged.Attempts.Sum(a => a.CostUsd);
                long seen = ++_seen[state.Steps];
                // The mean of the first ones, then one that follows.
                _usdPerVerdict[state.Steps] = _usdPerVerdict[state.Steps] is { } mean ? mean + (Math.Max(Latest, 1.0 / seen) * (cost - mean)) : cost;
                _state = state = state with { Judged = state.Judged + 1 };
            }

            if (Tightest(all, now) is { } outlook)
            {
                _state = ThriftRule.Next(state, terms, outlook, now);
            }
        }
    }

    /// <summary>What others have judged since the last look. Their count begins anew each day.</summary>
    private long ByOthers(IReadOnlyList<SpendingLeft> all)
    {
        if (all.FirstOrDefault(l => l.JudgedByOthers is not null).JudgedByOthers is not { } count)
        {
            return 0;
        }

        long before = _byOthers ?? count;
        _byOthers = count;
        return count >= before ? count - before : count;
    }

    private SpendingOutlook? Tightest(IReadOnlyList<SpendingLeft> all, DateTimeOffset now) => all.Select(l => Outlook(l, now)).OfType<SpendingOutlook>().MaxBy(o => o.Need(_state.Steps) ?? 0);

    private SpendingOutlook? Outlook(SpendingLeft left, DateTimeOffset now)
    {
        double? remaining = toDo?.Invoke();
        // A run ends with what it has left; what others judge goes on.
        double? verdicts = !left.IsOfDay ? remaining
            : Forecast(_recent, now) is { } own ? (remaining < own ? remaining : own) + Forecast(_recentByOthers, now) : remaining;
        return verdicts is { } known ? new SpendingOutlook(left.Usd, known, _usdPerVerdict, left.IsOfDay) : null;
    }

    /// <summary>As many as lately, until the day (UTC) ends; null before it is known how many come.</summary>
    private double? Forecast(double recent, DateTimeOffset now)
    {
        TimeSpan watched = now - _began;
        return watched < Watched ? null : recent / (Memory.TotalSeconds * (1 - Math.Exp(-watched / Memory))) * (now.UtcDateTime.Date.AddDays(1) - now.UtcDateTime).TotalSeconds;
    }
}

/// <summary>What one cap leaves.</summary>
/// <param name="IsOfDay">It is renewed at midnight, UTC.</param>
public readonly record struct SpendingLeft(decimal Usd, bool IsOfDay)
{
    /// <summary>Responses that others who share it have judged this day, as far as the ledger has told; null where nobody else can be at work.</summary>
    public long? JudgedByOthers { get; init; }
}
