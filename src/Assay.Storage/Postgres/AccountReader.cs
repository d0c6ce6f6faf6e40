using Assay.Scoring.Batching;
using Assay.Scoring.Judging;
using Assay.Scoring.Running;
using Assay.Surfacing;

namespace Assay.Storage.Postgres;

/// <summary>Adds up one run from the ledger's rows, as they stand at one moment.</summary>
internal static class AccountReader
{
    private const string Outcomes = "run_items i JOIN outcomes o ON o.response_key = i.response_key AND o.judge_version_key = $2 AND o.repeat = (SELECT repeat FROM runs WHERE run_key = $1)";

    /// <summary>No request that was sent: what became of a reservation whose process died.</summary>
    private static readonly string Lost = AttemptResult.Lost.ToSnakeCase();

    public static async Task<RunAccount> ReadAsync(PostgresSession session, RunKey run, IReadOnlyList<string> slices)
    {
        // Counted apart from the outcomes, so that the account can show a response that lost its own.
        long accepted = await session.ValueAsync<long>("SELECT count(*) FROM run_items WHERE run_key = $1", run.Run);
        var outcomes = await session.ListAsync($"""
            SELECT o.state, coalesce(o.reason, ''), o.origin, count(*), coalesce(sum(o.saved_nano_usd), 0)::bigint FROM {Outcomes} WHERE i.run_key = $1 GROUP BY 1, 2, 3
            """,
            row => (State: (OutcomeState)row.GetInt32(0), Reason: row.GetString(1), Origin: (VerdictOrigin)row.GetInt32(2), Count: row.GetInt64(3), Saved: row.GetInt64(4)),
            run.Run, run.JudgeVersion);
        long calls = await session.ValueAsync<long>("SELECT count(DISTINCT (response_key, question)) FILTER (WHERE response_key <> 0) FROM attempts WHERE run_key = $1", run.Run);
        Dictionary<Lane, LaneSums> lanes = (await session.ListAsync("""
            SELECT lane, count(*) FILTER (WHERE response_key <> 0), coalesce(sum(cost_nano_usd), 0)::bigint, coalesce(sum(input_tokens), 0)::bigint,
                coalesce(sum(cached_tokens), 0)::bigint, coalesce(sum(cache_write_tokens), 0)::bigint, coalesce(sum(output_tokens), 0)::bigint FROM attempts WHERE run_key = $1 GROUP BY 1 ORDER BY 1
            """,
            row => ((Lane)row.GetInt32(0), new LaneSums(row.GetInt64(1), Money.ToUsd(row.GetInt64(2)), row.GetInt64(3), row.GetInt64(4), row.GetInt64(5), row.GetInt64(6))), run.Run)).ToDictionary();
        Dictionary<string, long> results = (await session.ListAsync(
            "SELECT result, count(*) FROM attempts WHERE run_key = $1 GROUP BY 1", row => (row.GetString(0), row.GetInt64(1)), run.Run)).ToDictionary();
        Dictionary<string, long> models = (await session.ListAsync(
            "SELECT model, count(*) FROM attempts WHERE run_key = $1 AND model IS NOT NULL GROUP BY 1", row => (row.Text(0), row.GetInt64(1)), run.Run)).ToDictionary();
        IReadOnlyList<StoredCriterion> criteria = CriteriaColumn.Read(
            (await session.ValueAsync<byte[]>("SELECT criteria FROM judge_versions WHERE judge_version_key = $1", run.JudgeVersion))!);
        var sliced = new Dictionary<string, IReadOnlyDictionary<string, ScoreHistogram>>(StringComparer.Ordinal);
        foreach (string slice in slices)
        {
            sliced[slice] = await SliceAsync(session, run, slice, criteria[0]);
        }

        (long withheldSamples, long withheldJury) = (await session.ListAsync(
            $"SELECT coalesce(sum(o.withheld_samples), 0)::bigint, coalesce(sum(o.withheld_members), 0)::bigint FROM {Outcomes} WHERE i.run_key = $1", row => (row.GetInt64(0), row.GetInt64(1)), run.Run, run.JudgeVersion))[0];
        return new RunAccount
        {
            Accepted = accepted,
            Scored = outcomes.Where(o => o.State == OutcomeState.Scored).Sum(o => o.Count),
            Owed = outcomes.Where(o => o.State == OutcomeState.Owed).Sum(o => o.Count),
            Unscored = Reasons(OutcomeState.Unscored),
            Skipped = Reasons(OutcomeState.Skipped),
            Cached = outcomes.Where(o => o.Origin == VerdictOrigin.Cache).Sum(o => o.Count),
            CacheSavedUsd = Money.ToUsd(outcomes.Where(o => o.Origin == VerdictOrigin.Cache).Sum(o => o.Saved)),
            Shared = outcomes.Where(o => o.Origin == VerdictOrigin.Shared).Sum(o => o.Count),
            SharingSavedUsd = Money.ToUsd(outcomes.Where(o => o.Origin == VerdictOrigin.Shared).Sum(o => o.Saved)),
            Calls = calls,
            Attempts = results.Values.Sum() - results.GetValueOrDefault(Lost),
            AttemptsByResult = results,
            Lanes = lanes,
            Models = models,
            Panel = await PanelRows.SumsAsync(session, run),
            Scores = await ScoresAsync(session, run, criteria),
            WithheldSamples = withheldSamples,
            WithheldJury = withheldJury,
            Samples = await SampleRows.SumsAsync(session, run),
            Slices = sliced,
        };

        IReadOnlyList<(string, long)> Reasons(OutcomeState state) =>
        [
            .. outcomes.Where(o => o.State == state).GroupBy(o => o.Reason).Select(g => (g.Key, Count: g.Sum(o => o.Count)))
                .OrderByDescending(r => r.Count).ThenBy(r => r.Key, StringComparer.Ordinal),
        ];
    }

    private static async Task<IReadOnlyList<ScoreHistogram>> ScoresAsync(PostgresSession session, RunKey run, IReadOnlyList<StoredCriterion> criteria)
    {
        ILookup<string, (double, long)> counts = (await session.ListAsync($"""
            SELECT 'overall' AS criterion, o.overall AS score, count(*) FROM {Outcomes} WHERE i.run_key = $1 AND o.overall IS NOT NULL GROUP BY 1, 2
            UNION ALL
            SELECT s.criterion, s.score, count(*) FROM run_items i
            JOIN criterion_scores s ON s.response_key = i.response_key AND s.judge_version_key = $2 AND s.repeat = (SELECT repeat FROM runs WHERE run_key = $1) WHERE i.run_key = $1 GROUP BY 1, 2
            ORDER BY 1, 2
            """, row => (Criterion: row.GetString(0), Count: (row.GetDouble(1), row.GetInt64(2))), run.Run, run.JudgeVersion)).ToLookup(s => s.Criterion, s => s.Count);
        return [.. criteria.Select(c => c.Histogram([.. counts[c.Name]]))];
    }

    private static async Task<Dictionary<string, ScoreHistogram>> SliceAsync(PostgresSession session, RunKey run, string slice, StoredCriterion first)
    {
        string score = first.Name == CriteriaColumn.Overall
            ? "o.overall"
            : "(SELECT s.score FROM criterion_scores s WHERE s.response_key = o.response_key AND s.judge_version_key = $2 AND s.repeat = o.repeat AND s.criterion = $4)";
        var counts = await session.ListAsync($"""
            SELECT coalesce(body_json(r.body) #>> $3, '(none)') AS value, {score} AS score, count(*)
            FROM {Outcomes} JOIN responses r ON r.response_key = i.response_key
            WHERE i.run_key = $1 AND o.state = 1 AND $4 <> '' GROUP BY 1, 2 ORDER BY 1, 2
            """,
            row => (Value: row.GetString(0), Count: (row.GetDouble(1), row.GetInt64(2))),
            run.Run, run.JudgeVersion, slice == "release" ? ["release"] : new[] { "metadata", RowReading.Asked(slice) }, first.Name);
        return counts.GroupBy(c => c.Value, c => c.Count, StringComparer.Ordinal)
            .ToDictionary(g => g.Key, g => first.Histogram([.. g]), StringComparer.Ordinal);
    }
}
