using Assay.Scoring.Running;
using Assay.Surfacing;

namespace Assay.Storage.Sqlite.Gating;

/// <summary>The overall scores of runs, counted from their rows.</summary>
internal static class RunScores
{
    public static IReadOnlyDictionary<long, ScoreHistogram> Read(Database database, IReadOnlyList<StoredRun> runs)
    {
        using var criteria = new Statement(database, "SELECT criteria FROM judge_versions WHERE judge_version_key = ?1");
        using var count = new Statement(database, """
            SELECT o.overall, count(*) FROM run_items i JOIN outcomes o ON o.response_key = i.response_key AND o.judge_version_key = ?2 AND o.repeat = ?3
            WHERE i.run_key = ?1 AND o.state = 1 AND o.overall IS NOT NULL GROUP BY 1 ORDER BY 1
            """);
        var scores = new Dictionary<long, ScoreHistogram>();
        foreach (RunKey run in runs.Select(r => r.Key))
        {
            StoredCriterion? overall = CriteriaColumn.Read(criteria.Set(1, run.JudgeVersion).One().Bytes(0)).FirstOrDefault(c => c.Name == CriteriaColumn.Overall);
            criteria.Reset();
            if (overall is null)
            {
                continue;
            }

            var counts = new List<ScoreCount>();
            count.Set(1, run.Run).Set(2, run.JudgeVersion).Set(3, run.Repeat);
            while (count.Read())
            {
                counts.Add(new ScoreCount(count.Double(0), count.Long(1)));
            }

            if (counts.Count > 0)
            {
                scores[run.Run] = overall.Histogram(counts);
            }
        }

        return scores;
    }
}
