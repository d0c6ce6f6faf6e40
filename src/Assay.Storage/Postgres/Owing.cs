using Assay.Scoring.Judging;
using Assay.Scoring.Running;

namespace Assay.Storage.Postgres;

/// <summary>Owes a judge version responses that were received before, or skips them; in the caller's transaction.</summary>
/// <param name="Failed">Also those that ended unscored.</param>
internal sealed record Owing(RunKey Run, Tallies Tallies, double Probability, bool Failed)
{
    /// <summary>What a rule left out before may be let in by another; what failed or was scored is not touched.</summary>
    private static readonly string[] Reversible = [.. new[] { SkipReason.NotSampled, SkipReason.NotMatched, SkipReason.Superseded, SkipReason.ContentNotKept, SkipReason.OverBudget }.Select(r => r.ToSnakeCase())];

    /// <param name="Skip">Why the judge is not to see it; null where it is.</param>
    /// <param name="Due">As the table keeps it.</param>
    public readonly record struct Item(long Key, long ReceivedAt, (SkipReason Reason, string? Detail)? Skip, long Due);

    /// <summary>In the order of the keys.</summary>
    public async Task<Rejudging> OweAsync(PostgresSession session, IReadOnlyList<Item> items)
    {
        var found = (await session.ListAsync(
            "SELECT response_key, state, reason, due_at, attempts > 0 OR deaths > 0 FROM outcomes WHERE response_key = ANY($1) AND judge_version_key = $2 AND repeat = 0 ORDER BY response_key FOR UPDATE",
            row => (Key: row.GetInt64(0), State: (OutcomeState)row.GetInt32(1), Reason: row.StringOrNull(2), Due: row.LongOrNull(3), WasTried: row.GetBoolean(4)),
            items.Select(i => i.Key).ToArray(), Run.JudgeVersion)).ToDictionary(f => f.Key);
        var added = new NewOutcomes();
        var again = new List<Item>();
        int withoutTexts = 0;
        foreach (Item item in items)
        {
            if (item.Skip is { Reason: SkipReason.ContentNotKept }
                && (!found.TryGetValue(item.Key, out var present) || present.State == OutcomeState.Skipped || (present.State == OutcomeState.Unscored && Failed)))
            {
                withoutTexts++;
            }

            if (!found.TryGetValue(item.Key, out var was))
            {
                added.Add(item.Key, Run.JudgeVersion, item.ReceivedAt, item.Skip, Probability, item.Due);
            }
            else if (item.Skip is null && IsOwedAgain(was.State, was.Reason, isLater: was.Due is null || (was.WasTried && was.Due > item.Due && was.Due < DueAt.InBatch)))
            {
                again.Add(item);
                if (was.State != OutcomeState.Owed)
                {
                    Tallies.Move(Run.JudgeVersion, item.ReceivedAt, (was.State, was.Reason), (OutcomeState.Owed, null));
                }
            }
        }

        if (again.Count > 0)
        {
            session.Later("""
                UPDATE outcomes o SET state = 0, reason = NULL, detail = NULL, raw_reply = NULL, decided_at = NULL, inclusion_probability = $4, due_at = u.due
                FROM unnest($1, $3) AS u (response_key, due) WHERE o.response_key = u.response_key AND o.judge_version_key = $2 AND o.repeat = 0
                """, again.Select(i => i.Key).ToArray(), Run.JudgeVersion, again.Select(i => i.Due).ToArray(), Probability);
        }

        IReadOnlySet<long> owed = await added.WriteAsync(session, Tallies);
        return new Rejudging(again.Count + owed.Count, withoutTexts);
    }

    /// <param name="isLater">It is not offered to the service, or was put off after it was tried; a conversation that may go on waits all the same.</param>
    private bool IsOwedAgain(OutcomeState state, string? reason, bool isLater) => state switch
    {
        OutcomeState.Owed => isLater,
        OutcomeState.Unscored => Failed,
        OutcomeState.Skipped => Reversible.Contains(reason),
        _ => false,
    };
}
