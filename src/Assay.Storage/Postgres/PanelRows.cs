using Assay.Scoring.Judging;
using Assay.Scoring.Panels;
using Assay.Scoring.Running;

namespace Assay.Storage.Postgres;

/// <summary>How panels came to their verdicts; in the caller's transaction.</summary>
internal static class PanelRows
{
    /// <summary>Replaces what earlier decisions left, as where they had failed and were asked again.</summary>
    public static void Save(PostgresSession session, RunKey run, IReadOnlyList<(long Key, PanelVerdict Panel, bool IsUnkept)> decided)
    {
        if (decided.Count == 0)
        {
            return;
        }

        long[] keys = [.. decided.Select(d => d.Key)];
        foreach (string table in (string[])["panel_stages", "panel_votes"])
        {
            session.Later($"DELETE FROM {table} WHERE response_key = ANY($1) AND judge_version_key = $2 AND repeat = $3", keys, run.JudgeVersion, run.Repeat);
        }

        (long Key, StageVerdict Of)[] stages = [.. decided.SelectMany(d => d.Panel.Stages.Select(s => (d.Key, s)))];
        session.Later("""
            INSERT INTO panel_stages SELECT key, $2, $3, stage, name, score, grade, certainty, low, high, sd, decided, reason
            FROM unnest($1, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13) AS u (key, stage, name, score, grade, certainty, low, high, sd, decided, reason)
            """,
            stages.Select(s => s.Key).ToArray(), run.JudgeVersion, run.Repeat, stages.Select(s => s.Of.Stage).ToArray(), stages.Select(s => s.Of.Name).ToArray(),
            stages.Select(s => s.Of.Score).ToArray(), stages.Select(s => s.Of.Grade).ToArray(), stages.Select(s => s.Of.Certainty).ToArray(),
            stages.Select(s => s.Of.Dissent?.Low).ToArray(), stages.Select(s => s.Of.Dissent?.High).ToArray(), stages.Select(s => s.Of.Dissent?.Sd).ToArray(),
            stages.Select(s => s.Of.Decided).ToArray(), stages.Select(s => s.Of.Reason).ToArray());
        (long Key, int Number, PanelVote Of)[] votes = [.. decided.SelectMany(d => d.Panel.Votes.Select((v, number) => (d.Key, number, v)))];
        session.Later("""
            INSERT INTO panel_votes SELECT key, $2, $3, vote, stage, judge, judge_version, sample, overall, scores, reason, detail, origin, cost
            FROM unnest($1, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14) AS u (key, vote, stage, judge, judge_version, sample, overall, scores, reason, detail, origin, cost)
            """,
            votes.Select(v => v.Key).ToArray(), run.JudgeVersion, run.Repeat, votes.Select(v => v.Number).ToArray(), votes.Select(v => v.Of.Stage).ToArray(), votes.Select(v => v.Of.Judge).ToArray(),
            votes.Select(v => v.Of.JudgeVersion).ToArray(), votes.Select(v => v.Of.Sample).ToArray(), votes.Select(v => v.Of.Overall).ToArray(), votes.Select(v => VoteScoresColumn.Write(v.Of)).ToArray(),
            votes.Select(v => v.Of.Reason).ToArray(), votes.Select(v => RowReading.Utf8(v.Of.Detail)).ToArray(), votes.Select(v => (int)v.Of.Origin).ToArray(), votes.Select(v => Money.ToNano(v.Of.CostUsd)).ToArray());
        // Nobody can read what to label where texts are not kept.
        long[] undecided = run.Repeat == 0 ? [.. decided.Where(d => d.Panel.IsForPeople && !d.IsUnkept).Select(d => d.Key)] : [];
        if (undecided.Length > 0)
        {
            session.Later("""
                INSERT INTO label_items (judge, response_key, queue_key, position, arm, inclusion_probability, stratum, raters)
                SELECT q.judge, u.key, q.queue_key, u.number + coalesce((SELECT max(position) FROM label_items i WHERE i.queue_key = q.queue_key), 0), 'uncertain', 1, $3, 1
                FROM label_queues q, unnest($1) WITH ORDINALITY AS u (key, number) WHERE q.id = $2 ON CONFLICT DO NOTHING
                """, undecided, UndecidedQueueId.Of(run.JudgeVersion), "undecided"u8.ToArray());
        }
    }

    /// <summary>How panels came to their verdicts, by response and judge version.</summary>
    public static async Task<IReadOnlyDictionary<(long, long), PanelVerdict>> ReadAsync(PostgresSession session, long[] responses, long[] versions, int[] repeats)
    {
        const string asked = "FROM unnest($1, $2, $3) AS u (response_key, judge_version_key, repeat) JOIN";
        const string of = "USING (response_key, judge_version_key, repeat)";
        var stages = (await session.ListAsync(
            $"SELECT s.response_key, s.judge_version_key, s.stage, s.name, s.score, s.grade, s.certainty, s.low, s.high, s.sd, s.decided, s.reason {asked} panel_stages s {of} ORDER BY s.stage",
            row => ((row.GetInt64(0), row.GetInt64(1)), new StageVerdict(row.GetInt32(2), row.GetString(3))
            {
                Score = row.DoubleOrNull(4),
                Grade = row.StringOrNull(5),
                Certainty = row.DoubleOrNull(6),
                Dissent = row.IsDBNull(9) ? null : new Dissent(row.GetDouble(7), row.GetDouble(8), row.GetDouble(9)),
                Decided = row.GetBoolean(10),
                Reason = row.StringOrNull(11),
            }), responses, versions, repeats)).ToLookup(s => s.Item1, s => s.Item2);
        if (stages.Count == 0)
        {
            return new Dictionary<(long, long), PanelVerdict>();
        }

        var votes = (await session.ListAsync(
            $"SELECT v.response_key, v.judge_version_key, v.stage, v.judge, v.judge_version, v.sample, v.overall, v.scores, v.reason, v.detail, v.origin, v.cost_nano_usd {asked} panel_votes v {of} ORDER BY v.vote",
            row => ((row.GetInt64(0), row.GetInt64(1)), VoteScoresColumn.Read(new PanelVote(row.GetInt32(2), row.GetString(3), row.GetString(4), row.GetInt32(5))
            {
                Overall = row.DoubleOrNull(6),
                Reason = row.StringOrNull(8),
                Detail = row.TextOrNull(9),
                Origin = (VerdictOrigin)row.GetInt32(10),
                CostUsd = Money.ToUsd(row.GetInt64(11)),
            }, row.Text(7))), responses, versions, repeats)).ToLookup(v => v.Item1, v => v.Item2);
        return stages.ToDictionary(s => s.Key, s => new PanelVerdict([.. s], [.. votes[s.Key]]));
    }

    /// <summary>What the panel of a run did; null where one judge was asked.</summary>
    public static async Task<PanelSums?> SumsAsync(PostgresSession session, RunKey run)
    {
        const string ofRun = "AND x.judge_version_key = $2 AND x.repeat = (SELECT repeat FROM runs WHERE run_key = $1) WHERE i.run_key = $1";
        var stages = await session.ListAsync(
            $"SELECT x.stage, x.name, count(*), count(*) FILTER (WHERE x.decided) FROM run_items i JOIN panel_stages x ON x.response_key = i.response_key {ofRun} GROUP BY 1, 2",
            row => (row.GetInt32(0), row.GetString(1), row.GetInt64(2), row.GetInt64(3)), run.Run, run.JudgeVersion);
        if (stages.Count == 0)
        {
            return null;
        }

        var attempts = await session.ListAsync(
            "SELECT stage, member, sum(cost_nano_usd)::bigint, sum(cached_tokens)::bigint, sum(cache_write_tokens)::bigint FROM attempts WHERE run_key = $1 AND member IS NOT NULL GROUP BY 1, 2",
            row => (Stage: row.GetInt32(0), Member: row.GetString(1), Cost: Money.ToUsd(row.GetInt64(2)), Cached: row.GetInt64(3), Written: row.GetInt64(4)), run.Run);
        var voters = await session.ListAsync(
            $"SELECT x.judge, x.sample, count(*), count(x.reason), min(x.vote) FROM run_items i JOIN panel_votes x ON x.response_key = i.response_key {ofRun} GROUP BY 1, 2 ORDER BY 5",
            row => new PanelSums.Voter(Voter.NameOf(row.GetString(0), row.GetInt32(1)), row.GetInt64(2), row.GetInt64(3)), run.Run, run.JudgeVersion);
        return PanelSums.Of(
            stages, attempts.GroupBy(a => a.Stage).ToDictionary(g => g.Key, g => g.Sum(a => a.Cost)), voters,
            attempts.GroupBy(a => a.Member, StringComparer.Ordinal).ToDictionary(g => g.Key, g => (g.Sum(a => a.Cost), g.Sum(a => a.Cached), g.Sum(a => a.Written)), StringComparer.Ordinal));
    }
}
