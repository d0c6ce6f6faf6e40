using Assay.Scoring.Judging;
using Assay.Scoring.Running;

namespace Assay.Storage.Sqlite;

/// <summary>The outcomes of a run, added up in one pass over its rows.</summary>
internal sealed class OutcomeSums
{
    private readonly Dictionary<(OutcomeState State, string Reason), long> _states = [];
    private readonly Dictionary<VerdictOrigin, (long Count, long SavedNanoUsd)> _origins = [];

    /// <summary>How often each overall score was given.</summary>
    public SortedDictionary<double, long> Overall { get; } = [];

    public static OutcomeSums Read(Database database, RunKey run)
    {
        var sums = new OutcomeSums();
        var reason = new RepeatedText();
        using var rows = new Statement(database, $"SELECT o.state, o.reason, o.origin, o.saved_nano_usd, o.overall FROM {AccountReader.Outcomes} WHERE i.run_key = ?1");
        rows.Set(1, run.Run).Set(2, run.JudgeVersion);
        while (rows.Read())
        {
            sums.Add((OutcomeState)rows.Long(0), reason.Of(rows.Bytes(1)), (VerdictOrigin)rows.Long(2), rows.Long(3), rows.DoubleOrNull(4));
        }

        return sums;
    }

    public long Count(OutcomeState state) => _states.Where(s => s.Key.State == state).Sum(s => s.Value);

    public long Count(VerdictOrigin origin) => _origins.GetValueOrDefault(origin).Count;

    public decimal SavedUsd(VerdictOrigin origin) => Money.ToUsd(_origins.GetValueOrDefault(origin).SavedNanoUsd);

    /// <summary>The most frequent first.</summary>
    public IReadOnlyList<(string Reason, long Count)> Reasons(OutcomeState state) =>
        [.. _states.Where(s => s.Key.State == state).Select(s => (s.Key.Reason, s.Value)).OrderByDescending(s => s.Value).ThenBy(s => s.Reason, StringComparer.Ordinal)];

    private void Add(OutcomeState state, string reason, VerdictOrigin origin, long savedNanoUsd, double? overall)
    {
        _states[(state, reason)] = _states.GetValueOrDefault((state, reason)) + 1;
        (long count, long saved) = _origins.GetValueOrDefault(origin);
        _origins[origin] = (count + 1, saved + savedNanoUsd);
        if (overall is { } value)
        {
            Overall[value] = Overall.GetValueOrDefault(value) + 1;
        }
    }
}
