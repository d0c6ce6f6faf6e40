using System.Text.Json;
using Assay.Scoring.Running;
using Assay.Surfacing;

namespace Assay.Storage.Sqlite.Serving;

/// <summary>Adds up what a judge said of the responses of a range, from the rows. A revision does not count where a later one was decided about.</summary>
internal static class QualityReader
{
    private const string OfRange = """
        outcomes o JOIN responses r USING (response_key) JOIN judge_versions v USING (judge_version_key)
        WHERE r.response_key >= ?1 AND r.response_key < ?2 AND v.name = ?3 AND o.repeat = 0
            AND NOT EXISTS (
                SELECT 1 FROM responses later JOIN outcomes decided ON decided.response_key = later.response_key
                    AND decided.judge_version_key = o.judge_version_key AND decided.repeat = 0 AND decided.state IN (1, 2)
                WHERE later.id = r.id AND later.revision > r.revision)
            AND (?4 IS NULL OR json_extract(r.body, '$.release') = ?4)
            AND (?5 IS NULL OR iif(json_type(r.body, ?5) IN ('true', 'false'), json_type(r.body, ?5), CAST(json_extract(r.body, ?5) AS TEXT)) = ?6)
        """;

    public static Quality? Read(Database database, QualityQuery query)
    {
        (long from, long to) = (KeyOrder.FirstFrom(database, query.From), KeyOrder.FirstFrom(database, query.To));
        Statement Bound(Statement statement) => statement.Set(1, from).Set(2, to).Set(3, query.Judge).Set(4, query.Release).Set(5, Path(query)).Set(6, query.Slice?.Value);

        using var outcomes = new Statement(database, $"SELECT v.judge_version_key, v.version, o.state, count(*) FROM {OfRange} GROUP BY 1, 2, 3 ORDER BY 1 DESC");
        Bound(outcomes);
        var counts = new List<(long Version, string Name, OutcomeState State, long Count)>();
        while (outcomes.Read())
        {
            counts.Add((outcomes.Long(0), outcomes.Text(1), (OutcomeState)outcomes.Long(2), outcomes.Long(3)));
        }

        if (counts.Count == 0)
        {
            return null;
        }

        // What was scored decides; a version that has only just begun has nothing to show.
        long version = counts.Where(c => c.State == OutcomeState.Scored).Select(c => c.Version).DefaultIfEmpty(counts[0].Version).First();
        return new Quality
        {
            JudgeVersion = counts.First(c => c.Version == version).Name,
            OtherVersions = [.. counts.Where(c => c.Version != version).Select(c => c.Name).Distinct()],
            Outcomes = Enum.GetValues<OutcomeState>().ToDictionary(s => s, s => counts.Where(c => c.Version == version && c.State == s).Sum(c => c.Count)),
            Scores = Scores(database, version, Bound),
        };
    }

    private static List<ScoreHistogram> Scores(Database database, long version, Func<Statement, Statement> bound)
    {
        using var find = new Statement(database, $"""
            SELECT 'overall' AS criterion, o.overall AS score, count(*) FROM {OfRange} AND o.judge_version_key = ?7 AND o.overall IS NOT NULL GROUP BY 1, 2
            UNION ALL
            SELECT s.criterion, s.score, count(*) FROM criterion_scores s, {OfRange} AND o.judge_version_key = ?7
                AND s.response_key = o.response_key AND s.judge_version_key = o.judge_version_key AND s.repeat = 0 GROUP BY 1, 2
            ORDER BY 1, 2
            """);
        bound(find).Set(7, version);
        var scores = new Dictionary<string, List<ScoreCount>>(StringComparer.Ordinal);
        while (find.Read())
        {
            string criterion = find.Text(0);
            if (!scores.TryGetValue(criterion, out List<ScoreCount>? counts))
            {
                scores[criterion] = counts = [];
            }

            counts.Add(new ScoreCount(find.Double(1), find.Long(2)));
        }

        using var criteria = new Statement(database, "SELECT criteria FROM judge_versions WHERE judge_version_key = ?1");
        using JsonDocument declared = JsonDocument.Parse(criteria.Set(1, version).One().Text(0));
        return
        [
            .. declared.RootElement.EnumerateArray()
                .Select(c => new ScoreHistogram(
                    c.GetProperty("name").GetString()!, c.GetProperty("min").GetDouble(), c.GetProperty("max").GetDouble(), scores.GetValueOrDefault(c.GetProperty("name").GetString()!) ?? []))
                .Where(s => s.Counts.Count > 0),
        ];
    }

    private static string? Path(QualityQuery query) =>
        query.Slice is { Field: var field } ? $"$.metadata.\"{field.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal)}\"" : null;
}
