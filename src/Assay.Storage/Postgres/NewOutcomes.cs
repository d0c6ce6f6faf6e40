using Assay.Scoring.Judging;
using Assay.Scoring.Running;

namespace Assay.Storage.Postgres;

/// <summary>Outcomes that are to be added together. One that is there already stays as it is.</summary>
internal sealed class NewOutcomes
{
    private readonly List<Row> _rows = [];

    /// <summary>Which of several samples they are; only the first is counted.</summary>
    public int Repeat { get; init; }

    /// <param name="skip">Why the judge is not to see it; null where it is owed.</param>
    /// <param name="dueAt">When the service offers it; null where a run sees to it.</param>
    /// <param name="claimedBy">The worker that has it from the beginning.</param>
    public OutcomeState Add(
        long key, long version, long receivedAt, (SkipReason Reason, string? Detail)? skip, double probability, long? dueAt, long? claimedBy = null)
    {
        OutcomeState state = skip is null ? OutcomeState.Owed : OutcomeState.Skipped;
        _rows.Add(new Row(key, version, receivedAt, state, skip?.Reason.ToSnakeCase(), skip?.Detail, probability, skip is null ? dueAt : null, skip is null ? claimedBy : null));
        return state;
    }

    /// <returns>The responses of which one was added that is owed.</returns>
    public async Task<IReadOnlySet<long>> WriteAsync(PostgresSession session, Tallies tallies)
    {
        var owed = new HashSet<long>();
        if (_rows.Count == 0)
        {
            return owed;
        }

        // In one order, so that two who add the same never wait for each other in a circle.
        Row[] rows = [.. _rows.OrderBy(r => r.Key).ThenBy(r => r.Version)];
        var added = (await session.ListAsync("""
            INSERT INTO outcomes (response_key, judge_version_key, state, reason, detail, inclusion_probability, due_at, claimed_by, repeat)
            SELECT *, $9::int FROM unnest($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT DO NOTHING RETURNING response_key, judge_version_key
            """, row => (row.GetInt64(0), row.GetInt64(1)),
            rows.Select(r => r.Key).ToArray(), rows.Select(r => r.Version).ToArray(), rows.Select(r => (int)r.State).ToArray(), rows.Select(r => r.Reason).ToArray(),
            rows.Select(r => RowReading.Utf8(r.Detail)).ToArray(), rows.Select(r => r.Probability).ToArray(), rows.Select(r => r.DueAt).ToArray(), rows.Select(r => r.ClaimedBy).ToArray(), Repeat)).ToHashSet();
        foreach (Row row in rows.Where(r => added.Remove((r.Key, r.Version))))
        {
            if (Repeat == 0)
            {
                tallies.Add(row.Version, row.ReceivedAt, row.State, row.Reason);
            }

            if (row.State == OutcomeState.Owed)
            {
                owed.Add(row.Key);
            }
        }

        _rows.Clear();
        return owed;
    }

    private sealed record Row(long Key, long Version, long ReceivedAt, OutcomeState State, string? Reason, string? Detail, double Probability, long? DueAt, long? ClaimedBy);
}
