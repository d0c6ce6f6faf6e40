using System.Text.Json;
using Assay.Scoring.Judging;
using Assay.Scoring.Running;
using Assay.Surfacing;

namespace Assay.Storage.Sqlite;

/// <summary>Adds up one run from the ledger's rows.</summary>
internal static class AccountReader
{
    private const string Outcomes = "run_items i JOIN outcomes o ON o.response_key = i.response_key AND o.judge_version_key = ?2 AND o.repeat = 0";

    /// <summary>No request that was sent: what became of a reservation whose process died.</summary>
    private static readonly string Lost = AttemptResult.Lost.ToSnakeCase();

    public static RunAccount Read(Database database, RunKey run, IReadOnlyList<string> slices)
    {
        var states = new List<(OutcomeState State, string Reason, VerdictOrigin Origin, long Count, long SavedNanoUsd)>();
        Each(database, run, $"SELECT o.state, coalesce(o.reason, ''), o.origin, count(*), sum(o.saved_nano_usd) FROM {Outcomes} WHERE i.run_key = ?1 GROUP BY 1, 2, 3",
            row => states.Add(((OutcomeState)row.Long(0), row.Text(1), (VerdictOrigin)row.Long(2), row.Long(3), row.Long(4))));
        // Counted apart from the outcomes, so that the account can show a response that lost its own.
        long accepted = 0;
        Each(database, run, "SELECT count(*) FROM run_items WHERE run_key = ?1", row => accepted = row.Long(0));
        var results = new Dictionary<string, long>(StringComparer.Ordinal);
        var models = new Dictionary<string, long>(StringComparer.Ordinal);
        (long cost, long input, long cached, long output) sums = default;
        Each(database, run, """
            SELECT result, model, count(*), sum(cost_nano_usd), sum(input_tokens), sum(cached_tokens), sum(output_tokens)
            FROM attempts WHERE run_key = ?1 GROUP BY 1, 2
            """, row =>
        {
            Add(results, row.Text(0), row.Long(2));
            if (!row.IsNull(1))
            {
                Add(models, row.Text(1), row.Long(2));
            }

            sums = (sums.cost + row.Long(3), sums.input + row.Long(4), sums.cached + row.Long(5), sums.output + row.Long(6));
        });
        long calls = 0;
        Each(database, run, "SELECT count(*) FROM (SELECT DISTINCT response_key, question FROM attempts WHERE run_key = ?1 AND response_key > 0)",
            row => calls = row.Long(0));
        IReadOnlyList<(string Name, double Min, double Max)> criteria = Criteria(database, run);

        return new RunAccount
        {
            Accepted = accepted,
            Scored = states.Where(s => s.State == OutcomeState.Scored).Sum(s => s.Count),
            Owed = states.Where(s => s.State == OutcomeState.Owed).Sum(s => s.Count),
            Unscored = Reasons(states.Where(s => s.State == OutcomeState.Unscored).Select(s => (s.Reason, s.Count))),
            Skipped = Reasons(states.Where(s => s.State == OutcomeState.Skipped).Select(s => (s.Reason, s.Count))),
            Cached = states.Where(s => s.Origin == VerdictOrigin.Cache).Sum(s => s.Count),
            CacheSavedUsd = Money.ToUsd(states.Where(s => s.Origin == VerdictOrigin.Cache).Sum(s => s.SavedNanoUsd)),
            Shared = states.Where(s => s.Origin == VerdictOrigin.Shared).Sum(s => s.Count),
            SharingSavedUsd = Money.ToUsd(states.Where(s => s.Origin == VerdictOrigin.Shared).Sum(s => s.SavedNanoUsd)),
            Calls = calls,
            Attempts = results.Values.Sum() - results.GetValueOrDefault(Lost),
            AttemptsByResult = results,
            CostUsd = Money.ToUsd(sums.cost),
            InputTokens = sums.input,
            CachedTokens = sums.cached,
            OutputTokens = sums.output,
            Models = models,
            Scores = [.. criteria.Select(c => new ScoreHistogram(c.Name, c.Min, c.Max, Counts(database, run, c.Name)))],
            Slices = slices.ToDictionary(s => s, IReadOnlyDictionary<string, ScoreHistogram> (s) => Slice(database, run, s, criteria[0]), StringComparer.Ordinal),
        };
    }

    private static IReadOnlyList<(string, long)> Reasons(IEnumerable<(string Reason, long Count)> counts) =>
        [.. counts.GroupBy(c => c.Reason, (reason, of) => (reason, Count: of.Sum(c => c.Count)), StringComparer.Ordinal).OrderByDescending(r => r.Count)];

    private static void Add(Dictionary<string, long> counts, string name, long count) => counts[name] = counts.GetValueOrDefault(name) + count;

    private static IReadOnlyList<(string Name, double Min, double Max)> Criteria(Database database, RunKey run)
    {
        using var find = new Statement(database, "SELECT criteria FROM judge_versions WHERE judge_version_key = ?1");
        using JsonDocument criteria = JsonDocument.Parse(find.Set(1, run.JudgeVersion).One().Text(0));
        return [.. criteria.RootElement.EnumerateArray().Select(c =>
            (c.GetProperty("name").GetString()!, c.GetProperty("min").GetDouble(), c.GetProperty("max").GetDouble()))];
    }

    private static List<(double, long)> Counts(Database database, RunKey run, string criterion)
    {
        var counts = new List<(double, long)>();
        string sql = criterion == "overall"
            ? $"SELECT o.overall, count(*) FROM {Outcomes} WHERE i.run_key = ?1 AND o.overall IS NOT NULL GROUP BY 1 ORDER BY 1"
            : """
              SELECT s.score, count(*) FROM run_items i
              JOIN criterion_scores s ON s.response_key = i.response_key AND s.judge_version_key = ?2 AND s.repeat = 0 AND s.criterion = ?3
              WHERE i.run_key = ?1 GROUP BY 1 ORDER BY 1
              """;
        Each(database, run, sql, row => counts.Add((row.Double(0), row.Long(1))), criterion);
        return counts;
    }

    private static Dictionary<string, ScoreHistogram> Slice(Database database, RunKey run, string slice, (string Name, double Min, double Max) first)
    {
        var values = new Dictionary<string, List<(double, long)>>(StringComparer.Ordinal);
        string label = slice.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal);
        string path = slice == "release" ? "$.release" : $"$.metadata.\"{label}\"";
        string score = first.Name == "overall" ? "o.overall" : "(SELECT s.score FROM criterion_scores s WHERE s.response_key = i.response_key AND s.judge_version_key = ?2 AND s.repeat = 0 AND s.criterion = ?4)";
        Each(database, run, $"""
            SELECT coalesce(iif(json_type(r.body, ?3) IN ('true', 'false'), json_type(r.body, ?3), CAST(json_extract(r.body, ?3) AS TEXT)), '(none)'),
                {score} AS score, count(*)
            FROM {Outcomes} JOIN responses r ON r.response_key = i.response_key
            WHERE i.run_key = ?1 AND o.state = 1 GROUP BY 1, 2 ORDER BY 1, 2
            """, row =>
        {
            if (!values.TryGetValue(row.Text(0), out List<(double, long)>? counts))
            {
                values[row.Text(0)] = counts = [];
            }

            counts.Add((row.Double(1), row.Long(2)));
        }, path, first.Name);
        return values.ToDictionary(v => v.Key, v => new ScoreHistogram(first.Name, first.Min, first.Max, v.Value), StringComparer.Ordinal);
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
