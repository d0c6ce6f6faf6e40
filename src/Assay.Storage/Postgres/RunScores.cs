using Assay.Scoring.Running;
using Assay.Surfacing;

namespace Assay.Storage.Postgres;

/// <summary>The overall scores of runs, counted from their rows.</summary>
internal static class RunScores
{
    public static async Task<IReadOnlyDictionary<long, ScoreHistogram>> ReadAsync(PostgresSession session, IReadOnlyList<StoredRun> runs)
    {
        var scores = new Dictionary<long, ScoreHistogram>();
        foreach (RunKey run in runs.Select(r => r.Key))
        {
            byte[] criteria = (await session.ValueAsync<byte[]>("SELECT criteria FROM judge_versions WHERE judge_version_key = $1", run.JudgeVersion))!;
            if (CriteriaColumn.Read(criteria).FirstOrDefault(c => c.Name == CriteriaColumn.Overall) is not { } overall)
            {
                continue;
            }

            List<ScoreCount> counts = await session.ListAsync(
                """
                SELECT o.overall, count(*) FROM run_items i JOIN outcomes o ON o.response_key = i.response_key AND o.judge_version_key = $2 AND o.repeat = $3
                WHERE i.run_key = $1 AND o.state = 1 AND o.overall IS NOT NULL GROUP BY 1 ORDER BY 1
                """,
                row => new ScoreCount(row.GetDouble(0), row.GetInt64(1)), run.Run, run.JudgeVersion, run.Repeat);
            if (counts.Count > 0)
            {
                scores[run.Run] = overall.Histogram(counts);
            }
        }

        return scores;
    }
}
