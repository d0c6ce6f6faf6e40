using System.Text.Json;
using Assay.Scoring.Running;
using Assay.Surfacing;
using Microsoft.Data.Sqlite;

namespace Assay.Storage.Sqlite;

/// <summary>Adds up one run from the ledger's rows.</summary>
internal static class AccountReader
{
    private const string Outcomes = "run_items i JOIN outcomes o ON o.response_key = i.response_key AND o.judge_version_key = ?2 AND o.repeat = 0";

    public static RunAccount Read(SqliteConnection connection, RunKey run, IReadOnlyList<string> slices)
    {
        var states = new List<(OutcomeState State, string Reason, long Count)>();
        Each(connection, run, $"SELECT o.state, coalesce(o.reason, ''), count(*) FROM {Outcomes} WHERE i.run_key = ?1 GROUP BY 1, 2 ORDER BY 3 DESC",
            row => states.Add(((OutcomeState)row.GetInt64(0), row.GetString(1), row.GetInt64(2))));
        // Counted apart from the outcomes, so that the account can show a response that lost its own.
        long accepted = 0;
        Each(connection, run, "SELECT count(*) FROM run_items WHERE run_key = ?1", row => accepted = row.GetInt64(0));
        var results = new Dictionary<string, long>(StringComparer.Ordinal);
        Each(connection, run, "SELECT result, count(*) FROM attempts WHERE run_key = ?1 AND judge_version_key = ?2 GROUP BY 1",
            row => results[row.GetString(0)] = row.GetInt64(1));
        var models = new Dictionary<string, long>(StringComparer.Ordinal);
        Each(connection, run, "SELECT model, count(*) FROM attempts WHERE run_key = ?1 AND judge_version_key = ?2 AND model IS NOT NULL GROUP BY 1",
            row => models[row.GetString(0)] = row.GetInt64(1));
        (long calls, long cost, long input, long cached, long output) sums = default;
        Each(connection, run, """
            SELECT count(DISTINCT response_key * 1024 + question), coalesce(sum(cost_nano_usd), 0), coalesce(sum(input_tokens), 0),
                coalesce(sum(cached_tokens), 0), coalesce(sum(output_tokens), 0)
            FROM attempts WHERE run_key = ?1 AND judge_version_key = ?2
            """, row => sums = (row.GetInt64(0), row.GetInt64(1), row.GetInt64(2), row.GetInt64(3), row.GetInt64(4)));
        IReadOnlyList<(string Name, double Min, double Max)> criteria = Criteria(connection, run);

        return new RunAccount
        {
            Accepted = accepted,
            Scored = states.Where(s => s.State == OutcomeState.Scored).Sum(s => s.Count),
            Owed = states.Where(s => s.State == OutcomeState.Owed).Sum(s => s.Count),
            Unscored = [.. states.Where(s => s.State == OutcomeState.Unscored).Select(s => (s.Reason, s.Count))],
            Skipped = [.. states.Where(s => s.State == OutcomeState.Skipped).Select(s => (s.Reason, s.Count))],
            Calls = sums.calls,
            Attempts = results.Values.Sum(),
            AttemptsByResult = results,
            CostUsd = sums.cost / 1_000_000_000m,
            InputTokens = sums.input,
            CachedTokens = sums.cached,
            OutputTokens = sums.output,
            Models = models,
            Scores = [.. criteria.Select(c => new ScoreHistogram(c.Name, c.Min, c.Max, Counts(connection, run, c.Name)))],
            Slices = slices.ToDictionary(s => s, IReadOnlyDictionary<string, ScoreHistogram> (s) => Slice(connection, run, s, criteria[0]), StringComparer.Ordinal),
        };
    }

    private static IReadOnlyList<(string Name, double Min, double Max)> Criteria(SqliteConnection connection, RunKey run)
    {
        using var find = new Statement(connection, "SELECT criteria FROM judge_versions WHERE judge_version_key = ?1", 1);
        using JsonDocument criteria = JsonDocument.Parse((string)find.Set(1, run.JudgeVersion).Scalar()!);
        return [.. criteria.RootElement.EnumerateArray().Select(c =>
            (c.GetProperty("name").GetString()!, c.GetProperty("min").GetDouble(), c.GetProperty("max").GetDouble()))];
    }

    private static List<(double, long)> Counts(SqliteConnection connection, RunKey run, string criterion)
    {
        var counts = new List<(double, long)>();
        string sql = criterion == "overall"
            ? $"SELECT o.overall, count(*) FROM {Outcomes} WHERE i.run_key = ?1 AND o.overall IS NOT NULL GROUP BY 1 ORDER BY 1"
            : """
              SELECT s.score, count(*) FROM run_items i
              JOIN criterion_scores s ON s.response_key = i.response_key AND s.judge_version_key = ?2 AND s.repeat = 0 AND s.criterion = ?3
              WHERE i.run_key = ?1 GROUP BY 1 ORDER BY 1
              """;
        Each(connection, run, sql, row => counts.Add((row.GetDouble(0), row.GetInt64(1))), criterion);
        return counts;
    }

    private static Dictionary<string, ScoreHistogram> Slice(SqliteConnection connection, RunKey run, string slice, (string Name, double Min, double Max) first)
    {
        var values = new Dictionary<string, List<(double, long)>>(StringComparer.Ordinal);
        string label = slice.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal);
        string path = slice == "release" ? "$.release" : $"$.metadata.\"{label}\"";
        string score = first.Name == "overall" ? "o.overall" : "(SELECT s.score FROM criterion_scores s WHERE s.response_key = i.response_key AND s.judge_version_key = ?2 AND s.repeat = 0 AND s.criterion = ?4)";
        Each(connection, run, $"""
            SELECT coalesce(iif(json_type(r.body, ?3) IN ('true', 'false'), json_type(r.body, ?3), CAST(json_extract(r.body, ?3) AS TEXT)), '(none)'),
                {score} AS score, count(*)
            FROM {Outcomes} JOIN responses r ON r.response_key = i.response_key
            WHERE i.run_key = ?1 AND o.state = 1 GROUP BY 1, 2 ORDER BY 1, 2
            """, row =>
        {
            if (!values.TryGetValue(row.GetString(0), out List<(double, long)>? counts))
            {
                values[row.GetString(0)] = counts = [];
            }

            counts.Add((row.GetDouble(1), row.GetInt64(2)));
        }, path, first.Name);
        return values.ToDictionary(v => v.Key, v => new ScoreHistogram(first.Name, first.Min, first.Max, v.Value), StringComparer.Ordinal);
    }

    private static void Each(SqliteConnection connection, RunKey run, string sql, Action<SqliteDataReader> row, params string[] more)
    {
        int parameters = more.Length + 2;
        while (parameters > 0 && !sql.Contains(FormattableString.Invariant($"?{parameters}"), StringComparison.Ordinal))
        {
            parameters--;
        }

        using var statement = new Statement(connection, sql, parameters);
        for (int i = 1; i <= parameters; i++)
        {
            statement.Set(i, i == 1 ? run.Run : i == 2 ? run.JudgeVersion : more[i - 3]);
        }

        using SqliteDataReader reader = statement.Query();
        while (reader.Read())
        {
            row(reader);
        }
    }
}
