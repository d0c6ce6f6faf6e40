using Assay.Storage.Sqlite.Rollups;
using Assay.Surfacing.Causes;

namespace Assay.Storage.Sqlite.Serving;

/// <summary>Reads scores with the slices of their responses, the newest first; what was said is not read.</summary>
internal static class ObservationReader
{
    private const long Hour = 3_600_000;

    public static IReadOnlyList<Observation> Read(Database database, ObservationQuery query)
    {
        Dictionary<long, Facet> facets = Facets(database);
        using var find = new Statement(database, """
            SELECT o.response_key, s.hour, s.slices, s.is_revised, s.cluster, coalesce(o.overall, (
                SELECT c.score FROM criterion_scores c WHERE c.response_key = o.response_key AND c.judge_version_key = o.judge_version_key AND c.repeat = 0 ORDER BY c.criterion LIMIT 1))
            FROM outcomes o CROSS JOIN response_slices s ON s.response_key = o.response_key
            WHERE o.judge_version_key = (SELECT judge_version_key FROM judge_versions WHERE name = ?1 AND version = ?2) AND o.repeat = 0 AND o.state = 1 AND s.hour >= ?3 AND s.hour < ?4
                AND (s.is_revised = 0 OR NOT EXISTS (
                    SELECT 1 FROM responses own JOIN responses later ON later.id = own.id AND later.revision > own.revision
                    JOIN outcomes l ON l.response_key = later.response_key AND l.judge_version_key = o.judge_version_key AND l.repeat = 0 AND l.state IN (1, 2)
                    WHERE own.response_key = o.response_key))
            ORDER BY o.response_key DESC LIMIT ?5
            """);
        find.Set(1, query.Judge).Set(2, query.JudgeVersion).Set(3, query.Begin.ToUnixTimeMilliseconds() / Hour)
            .Set(4, (query.End.ToUnixTimeMilliseconds() + Hour - 1) / Hour).Set(5, (long)query.AtMost);
        long middle = query.Middle.ToUnixTimeMilliseconds() / Hour;
        var observations = new List<Observation>();
        while (find.Read())
        {
            var place = Placement.Read(find, 1);
            observations.Add(new Observation(find.Long(0), find.Double(5), place.Hour < middle, [.. place.Slices.Where(facets.ContainsKey).Select(s => facets[s])]));
        }

        return observations;
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
