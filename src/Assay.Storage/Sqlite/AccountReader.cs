using Assay.Scoring.Judging;
using Assay.Scoring.Running;
using Assay.Surfacing;

namespace Assay.Storage.Sqlite;

/// <summary>Adds up one run from the ledger's rows.</summary>
internal static class AccountReader
{
    /// <summary>The items of a run with their outcomes: ?1 is the run, ?2 the judge version.</summary>
    internal const string Outcomes = "run_items i JOIN outcomes o ON o.response_key = i.response_key AND o.judge_version_key = ?2 AND o.repeat = (SELECT repeat FROM runs WHERE run_key = ?1)";

    /// <summary>No request that was sent: what became of a reservation whose process died.</summary>
    private static readonly string Lost = AttemptResult.Lost.ToSnakeCase();

    public static RunAccount Read(Database database, RunKey run, IReadOnlyList<string> slices)
    {
        // Counted apart from the outcomes, so that the account can show a response that lost its own.
        long accepted = 0;
        Each(database, run, "SELECT count(*) FROM run_items WHERE run_key = ?1", row => accepted = row.Long(0));
        var outcomes = OutcomeSums.Read(database, run);
        var attempts = AttemptSums.Read(database, run);
        Dictionary<string, SortedDictionary<double, long>> scores = Scores(database, run);
        scores["overall"] = outcomes.Overall;
        IReadOnlyList<StoredCriterion> criteria = Criteria(database, run);
        (long Samples, long Jury) withheld = Withheld(database, run);

        return new RunAccount
        {
            Accepted = accepted,
            Scored = outcomes.Count(OutcomeState.Scored),
            Owed = outcomes.Count(OutcomeState.Owed),
            Unscored = outcomes.Reasons(OutcomeState.Unscored),
            Skipped = outcomes.Reasons(OutcomeState.Skipped),
            Cached = outcomes.Count(VerdictOrigin.Cache),
            CacheSavedUsd = outcomes.SavedUsd(VerdictOrigin.Cache),
            Shared = outcomes.Count(VerdictOrigin.Shared),
            SharingSavedUsd = outcomes.SavedUsd(VerdictOrigin.Shared),
            Calls = attempts.Calls,
            Attempts = attempts.Results.Values.Sum() - attempts.Results.GetValueOrDefault(Lost),
            AttemptsByResult = attempts.Results,
            Lanes = attempts.Lanes,
            Models = attempts.Models,
            Panel = PanelTables.Sums(database, run),
            Scores = [.. criteria.Select(c => c.Histogram(scores.TryGetValue(c.Name, out SortedDictionary<double, long>? counts) ? [.. counts.Select(v => (v.Key, v.Value))] : []))],
            Samples = SampleTable.Sums(database, run),
            WithheldSamples = withheld.Samples,
            WithheldJury = withheld.Jury,
            Slices = slices.ToDictionary(s => s, IReadOnlyDictionary<string, ScoreHistogram> (s) => Slice(database, run, s, criteria[0]), StringComparer.Ordinal),
        };
    }

    private static (long Samples, long Jury) Withheld(Database database, RunKey run)
    {
        using var sum = new Statement(database, $"SELECT coalesce(sum(o.withheld_samples), 0), coalesce(sum(o.withheld_members), 0) FROM {Outcomes} WHERE i.run_key = ?1");
        sum.Set(1, run.Run).Set(2, run.JudgeVersion).One();
        return (sum.Long(0), sum.Long(1));
    }

    private static IReadOnlyList<StoredCriterion> Criteria(Database database, RunKey run)
    {
        using var find = new Statement(database, "SELECT criteria FROM judge_versions WHERE judge_version_key = ?1");
        return CriteriaColumn.Read(find.Set(1, run.JudgeVersion).One().Bytes(0));
    }

    /// <summary>How often each score was given, by criterion.</summary>
    private static Dictionary<string, SortedDictionary<double, long>> Scores(Database database, RunKey run)
    {
        var scores = new Dictionary<string, SortedDictionary<double, long>>(StringComparer.Ordinal);
        var criterion = new RepeatedText();
        Each(database, run, """
            SELECT s.criterion, s.score FROM run_items i
            JOIN criterion_scores s ON s.response_key = i.response_key AND s.judge_version_key = ?2 AND s.repeat = (SELECT repeat FROM runs WHERE run_key = ?1)
            WHERE i.run_key = ?1
            """, row =>
        {
            string name = criterion.Of(row.Bytes(0));
            if (!scores.TryGetValue(name, out SortedDictionary<double, long>? counts))
            {
                scores[name] = counts = [];
            }

            counts[row.Double(1)] = counts.GetValueOrDefault(row.Double(1)) + 1;
        });
        return scores;
    }

    private static Dictionary<string, ScoreHistogram> Slice(Database database, RunKey run, string slice, StoredCriterion first)
    {
        var values = new Dictionary<string, List<ScoreCount>>(StringComparer.Ordinal);
        string label = slice.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal);
        string path = slice == "release" ? "$.release" : $"$.metadata.\"{label}\"";
        string score = first.Name == "overall" ? "o.overall" : "(SELECT s.score FROM criterion_scores s WHERE s.response_key = i.response_key AND s.judge_version_key = ?2 AND s.repeat = o.repeat AND s.criterion = ?4)";
        Each(database, run, $"""
            SELECT coalesce(iif(json_type(r.body, ?3) IN ('true', 'false'), json_type(r.body, ?3), CAST(json_extract(r.body, ?3) AS TEXT)), '(none)'),
                {score} AS score, count(*)
            FROM {Outcomes} JOIN responses r ON r.response_key = i.response_key
            WHERE i.run_key = ?1 AND o.state = 1 GROUP BY 1, 2 ORDER BY 1, 2
            """, row =>
        {
            if (!values.TryGetValue(row.Text(0), out List<ScoreCount>? counts))
            {
                values[row.Text(0)] = counts = [];
            }

            counts.Add(new ScoreCount(row.Double(1), row.Long(2)));
        }, path, first.Name);
        return values.ToDictionary(v => v.Key, v => first.Histogram(v.Value), StringComparer.Ordinal);
    }

    private static void Each(Database database, RunKey run, string sql, Action<Statement> row, params string[] more)
    {
        using var statement = new Statement(database, sql);
        for (int i = 1; i <= statement.Parameters; i++)
        {
            _ = i switch { 1 => statement.Set(i, run.Run), 2 => statement.Set(i, run.JudgeVersion), _ => statement.Set(i, more[i - 3]) };
        }

        while (statement.Read())
        {
            row(statement);
        }
    }
}
