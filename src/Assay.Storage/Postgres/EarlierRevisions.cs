using Assay.Collecting.Intake;
using Assay.Scoring.Judging;
using Assay.Scoring.Running;

namespace Assay.Storage.Postgres;

/// <summary>What becomes of earlier revisions when others come under their ids; gathered, and done at the end of the transaction in the order of the keys.</summary>
internal sealed class EarlierRevisions
{
    private static readonly string NoContent = SkipReason.NoContent.ToSnakeCase();
    private static readonly string Superseded = SkipReason.Superseded.ToSnakeCase();

    private readonly SortedSet<long> _closed = [];

    /// <summary>Which revision came first after an earlier one; 0 where the earlier one had no content.</summary>
    private readonly SortedDictionary<long, int> _superseded = [];

    /// <summary>Where the conversation is over, what waited for it to be idle is due.</summary>
    public void Close(Arrival arrival, long key)
    {
        if (arrival.Response.Closed)
        {
            _closed.Add(key);
        }
    }

    /// <summary>What is still owed for earlier revisions is owed for this one; of those without content, what was said came in now.</summary>
    public void Supersede(IEnumerable<long> earlier, int revision, bool wereSilent)
    {
        foreach (long key in earlier)
        {
            _superseded.TryAdd(key, wereSilent ? 0 : revision);
        }
    }

    /// <param name="versions">Those that are given the new revisions.</param>
    public async Task WriteAsync(PostgresSession session, long[] versions, long now, Tallies tallies)
    {
        if (_closed.Count + _superseded.Count == 0)
        {
            return;
        }

        var found = await session.ListAsync("""
            SELECT o.response_key, o.judge_version_key, r.received_at, o.state, o.reason, o.due_at FROM outcomes o JOIN responses r USING (response_key)
            WHERE o.response_key = ANY($1) AND o.repeat = 0 ORDER BY o.response_key, o.judge_version_key FOR UPDATE OF o
            """,
            row => (Key: row.GetInt64(0), Version: row.GetInt64(1), ReceivedAt: row.GetInt64(2), State: (OutcomeState)row.GetInt32(3), Reason: row.StringOrNull(4), Due: row.LongOrNull(5)),
            _closed.Union(_superseded.Keys).ToArray());
        // Not what was tried and put off.
        session.Later(
            "UPDATE outcomes SET due_at = $2 WHERE response_key = ANY($1) AND repeat = 0 AND state = 0 AND due_at > $3 AND due_at < 9223372036854775807 AND attempts = 0 AND deaths = 0",
            _closed.ToArray(), DueAt.AfterNew, now);
        // What an unfinished run sees to is left to it.
        var skipped = found.Where(f => _superseded.TryGetValue(f.Key, out int by)
            && (by == 0 ? f.Reason == NoContent : f.State == OutcomeState.Owed && f.Due is not null && versions.Contains(f.Version))).ToList();
        foreach ((long _, long version, long receivedAt, OutcomeState state, string? reason, long? _) in skipped)
        {
            tallies.Move(version, receivedAt, (state, reason), (OutcomeState.Skipped, Superseded));
        }

        session.Later("""
            UPDATE outcomes o SET state = 3, reason = $3, detail = u.detail, due_at = NULL, claimed_by = NULL FROM unnest($1, $2, $4) AS u (response_key, judge_version_key, detail)
            WHERE o.response_key = u.response_key AND o.judge_version_key = u.judge_version_key AND o.repeat = 0
            """,
            skipped.Select(s => s.Key).ToArray(), skipped.Select(s => s.Version).ToArray(), Superseded, skipped.Select(s => RowReading.Utf8(Detail(_superseded[s.Key]))).ToArray());
        await HeldTexts.ForgetUnlessOwedAsync(session, skipped.Select(s => s.Key));
    }

    private static string Detail(int by) => by == 0 ? "What was said came in later." : FormattableString.Invariant($"The conversation went on: revision {by} came.");
}
