using Assay.Collecting;
using Assay.Storage.Sqlite.Rollups;
using Assay.Surfacing.Causes;
using Assay.Surfacing.Causes.Texts;

namespace Assay.Storage.Sqlite.Serving;

/// <summary>Reads scores with the slices of their responses, the newest first; what was said is read of those that are asked for.</summary>
internal static class ObservationReader
{
    private const long Hour = 3_600_000;

    public static IReadOnlyList<Observation> Read(Database database, ObservationQuery query)
    {
        Dictionary<long, Facet> facets = Facets(database);
        using var find = new Statement(database, """
            SELECT o.response_key, s.hour, s.slices, s.is_revised, s.cluster, CASE WHEN ?6 IS NULL THEN coalesce(o.overall, (
                    SELECT c.score FROM criterion_scores c WHERE c.response_key = o.response_key AND c.judge_version_key = o.judge_version_key AND c.repeat = 0 ORDER BY c.criterion LIMIT 1))
                ELSE (SELECT c.score FROM criterion_scores c WHERE c.response_key = o.response_key AND c.judge_version_key = o.judge_version_key AND c.repeat = 0 AND c.criterion = ?6) END,
                o.failure_code
            FROM outcomes o CROSS JOIN response_slices s ON s.response_key = o.response_key
            WHERE o.judge_version_key = (SELECT judge_version_key FROM judge_versions WHERE name = ?1 AND version = ?2) AND o.repeat = 0 AND o.state = 1 AND s.hour >= ?3 AND s.hour < ?4
                AND (s.is_revised = 0 OR NOT EXISTS (
                    SELECT 1 FROM responses own JOIN responses later ON later.id = own.id AND later.revision > own.revision
                    JOIN outcomes l ON l.response_key = later.response_key AND l.judge_version_key = o.judge_version_key AND l.repeat = 0 AND l.state IN (1, 2)
                    WHERE own.response_key = o.response_key))
            ORDER BY o.response_key DESC LIMIT ?5
            """);
        find.Set(1, query.Judge).Set(2, query.JudgeVersion).Set(3, query.Begin.ToUnixTimeMilliseconds() / Hour)
            .Set(4, (query.End.ToUnixTimeMilliseconds() + Hour - 1) / Hour).Set(5, (long)query.AtMost).Set(6, query.Criterion);
        long middle = query.Middle.ToUnixTimeMilliseconds() / Hour;
        var observations = new List<Observation>();
        while (find.Read())
        {
            var place = Placement.Read(find, 1);
            if (!find.IsNull(5))
            {
                observations.Add(new Observation(find.Long(0), find.Double(5), place.Hour < middle, [.. place.Slices.Where(facets.ContainsKey).Select(s => facets[s])]) { Failure = find.TextOrNull(6) });
            }
        }

        return observations;
    }

    public static IReadOnlyList<Said> Said(Database database, string judge, string version, IReadOnlyList<long> keys)
    {
        using var find = new Statement(database, """
            SELECT r.body, (SELECT group_concat(c.reason, char(10)) FROM criterion_scores c
                WHERE c.response_key = r.response_key AND c.repeat = 0 AND c.judge_version_key = (SELECT judge_version_key FROM judge_versions WHERE name = ?2 AND version = ?3))
            FROM responses r WHERE r.response_key = ?1
            """);
        var said = new List<Said>(keys.Count);
        foreach (long key in keys)
        {
            if (find.Set(1, key).Set(2, judge).Set(3, version).Read())
            {
                Response response = UnkeptContent.Read(find.Bytes(0), key);
                said.Add(new Said(key, response.Input, response.Output, find.TextOrNull(1) ?? ""));
            }

            find.Reset();
        }

        return said;
    }

    public static IReadOnlyDictionary<long, string> Ids(Database database, IReadOnlyList<long> keys)
    {
        using var find = new Statement(database, "SELECT id FROM responses WHERE response_key = ?1");
        var ids = new Dictionary<long, string>();
        foreach (long key in keys)
        {
            if (find.Set(1, key).Read())
            {
                ids[key] = find.Text(0);
            }

            find.Reset();
        }

        return ids;
    }

    /// <summary>Without the slices of all values that are not kept apart: they have nothing in common.</summary>
    private static Dictionary<long, Facet> Facets(Database database)
    {
        using var find = new Statement(database, "SELECT slice_key, field, value FROM slices WHERE value IS NOT NULL");
        var facets = new Dictionary<long, Facet>();
        while (find.Read())
        {
            facets[find.Long(0)] = new Facet(find.Text(1), find.Text(2));
        }

        return facets;
    }
}
