using Assay.Scoring.Judging;
using Assay.Scoring.Running;

namespace Assay.Storage.Sqlite.Serving;

/// <summary>Owes a judge version a response that was received before, or skips it; in the caller's transaction.</summary>
internal sealed class OwingStatements(Database database, Tallies tallies, RunKey run) : IDisposable
{
    /// <summary>What a rule left out before may be let in by another; what failed or was scored is not touched.</summary>
    private const string Reversible = "('not_sampled', 'not_matched', 'superseded', 'content_not_kept', 'over_budget')";

    private readonly Statement _find = new(database, "SELECT state, reason, due_at FROM outcomes WHERE response_key = ?1 AND judge_version_key = ?2 AND repeat = 0");

    private readonly Statement _add = new(database, """
        INSERT INTO outcomes (response_key, judge_version_key, state, reason, detail, inclusion_probability, due_at) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)
        """);

    /// <summary>What was put off after it was tried need not wait; a conversation that may go on waits all the same.</summary>
    private readonly Statement _again = new(database, $"""
        UPDATE outcomes SET state = 0, reason = NULL, detail = NULL, raw_reply = NULL, decided_at = NULL, inclusion_probability = ?3, due_at = ?4
        WHERE response_key = ?1 AND judge_version_key = ?2 AND repeat = 0 AND (state = 2 OR (state = 3 AND reason IN {Reversible})
            OR (state = 0 AND (due_at IS NULL OR (due_at < 9223372036854775807 AND due_at > ?4 AND (attempts > 0 OR deaths > 0)))))
        """);

    /// <param name="skip">Why the judge is not to see it; null where it is.</param>
    /// <param name="dueAt">As the table keeps it.</param>
    /// <param name="failed">Also where it ended unscored.</param>
    public Owed Owe(long key, long receivedAt, (SkipReason Reason, string? Detail)? skip, double probability, long dueAt, bool failed = false)
    {
        if (!_find.Set(1, key).Set(2, run.JudgeVersion).Read())
        {
            string? reason = skip?.Reason.ToSnakeCase();
            OutcomeState state = skip is null ? OutcomeState.Owed : OutcomeState.Skipped;
            _add.Set(1, key).Set(2, run.JudgeVersion).Set(3, (long)state).Set(4, reason).Set(5, skip?.Detail).Set(6, probability).Set(7, skip is null ? dueAt : null).Execute();
            tallies.Add(run.JudgeVersion, receivedAt, state, reason);
            return skip is null ? Owed.Newly : skip is { Reason: SkipReason.ContentNotKept } ? Owed.NotWithoutText : Owed.Unchanged;
        }

        (OutcomeState was, string? why) = ((OutcomeState)_find.Long(0), _find.TextOrNull(1));
        _find.Reset();
        if (was == OutcomeState.Scored || (was == OutcomeState.Unscored && !failed))
        {
            return Owed.Unchanged;
        }

        if (skip is not null)
        {
            return skip is { Reason: SkipReason.ContentNotKept } ? Owed.NotWithoutText : Owed.Unchanged;
        }

        // Only what ended unscored stands in the rollups.
        if (was == OutcomeState.Unscored)
        {
            tallies.Decided.Remove(key, run.JudgeVersion);
        }

        bool isOwedNow = _again.Set(1, key).Set(2, run.JudgeVersion).Set(3, probability).Set(4, dueAt).Execute() == 1;
        if (isOwedNow && was != OutcomeState.Owed)
        {
            tallies.Move(run.JudgeVersion, receivedAt, (was, why), (OutcomeState.Owed, null));
        }

        return isOwedNow ? Owed.Newly : Owed.Unchanged;
    }

    public void Dispose()
    {
        _find.Dispose();
        _add.Dispose();
        _again.Dispose();
    }
}
