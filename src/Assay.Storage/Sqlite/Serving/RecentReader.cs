using Assay.Scoring.Running;
using Assay.Storage.Sqlite.Rollups;
using Assay.Surfacing;

namespace Assay.Storage.Sqlite.Serving;

/// <summary>Reads the latest outcomes of a judge, for windows that are shorter than the figures of whole hours.</summary>
internal static class RecentReader
{
    public static RecentOutcomes Read(Database database, RecentQuery query)
    {
        Dictionary<long, (string Name, StoredCriterion? Criterion)> versions = Versions(database, query);
        (bool isSliced, long? slice) = Slice(database, query);
        using var find = new Statement(database, """
            SELECT o.response_key, o.judge_version_key, o.state, o.reason, o.decided_at, o.overall, o.inclusion_probability, s.hour, s.slices, s.is_revised, s.cluster
            FROM outcomes o CROSS JOIN response_slices s ON s.response_key = o.response_key
            WHERE o.response_key >= ?1 AND o.repeat = 0 AND o.state IN (0, 1, 2) AND (o.state > 0 OR o.due_at IS NOT NULL)
                AND (s.is_revised = 0 OR NOT EXISTS (
                    SELECT 1 FROM responses own JOIN responses later ON later.id = own.id AND later.revision > own.revision
                    JOIN outcomes l ON l.response_key = later.response_key AND l.judge_version_key = o.judge_version_key AND l.repeat = 0 AND l.state IN (1, 2)
                    WHERE own.response_key = o.response_key))
            ORDER BY o.response_key DESC LIMIT ?2
            """);
        using var criterion = new Statement(database, "SELECT score FROM criterion_scores WHERE response_key = ?1 AND judge_version_key = ?2 AND repeat = 0 AND criterion = ?3");
        find.Set(1, KeyOrder.FirstFrom(database, query.Since)).Set(2, (long)RecentQuery.MostLookedAt);
        var rows = new List<RecentOutcome>();
        while (rows.Count < query.AtMost && find.Read())
        {
            var state = (OutcomeState)find.Long(2);
            if (!versions.TryGetValue(find.Long(1), out var version) || (query.OnlyScored && state != OutcomeState.Scored)
                || (isSliced && (slice is not { } wanted || !Placement.Read(find, 7).Slices.Contains(wanted))))
            {
                continue;
            }

            double? score = version.Criterion is not { } scored ? null
                : scored.Name == CriteriaColumn.Overall ? find.DoubleOrNull(5)
                : criterion.Set(1, find.Long(0)).Set(2, find.Long(1)).Set(3, scored.Name).Read() ? criterion.Double(0) : null;
            criterion.Reset();
            rows.Add(new RecentOutcome(
                find.Long(0), version.Name, state, find.TextOrNull(3) ?? "", find.LongOrNull(4) is { } decided ? DateTimeOffset.FromUnixTimeMilliseconds(decided) : null, score, 1 / find.Double(6)));
        }

        find.Reset();
        return new RecentOutcomes(rows, versions.Values.Where(v => v.Criterion is not null).ToDictionary(v => v.Name, v => v.Criterion!.Histogram([]), StringComparer.Ordinal));
    }

    private static Dictionary<long, (string, StoredCriterion?)> Versions(Database database, RecentQuery query)
    {
        using var find = new Statement(database, "SELECT judge_version_key, version, criteria FROM judge_versions WHERE name = ?1");
        find.Set(1, query.Judge);
        var versions = new Dictionary<long, (string, StoredCriterion?)>();
        while (find.Read())
        {
            IReadOnlyList<StoredCriterion> criteria = CriteriaColumn.Read(find.Bytes(2));
            versions[find.Long(0)] = (find.Text(1), query.Criterion is { } asked ? criteria.FirstOrDefault(c => c.Name == asked) : criteria is [var main, ..] ? main : null);
        }

        return versions;
    }

    /// <summary>A value that was never met, or is not kept apart, is in no response.</summary>
    private static (bool IsSliced, long? Key) Slice(Database database, RecentQuery query)
    {
        if (query.Slice is not var (field, value))
        {
            return (false, null);
        }

        using var find = new Statement(database, "SELECT slice_key FROM slices WHERE field = ?1 AND value = ?2");
        return (true, find.Set(1, field).Set(2, value).Read() ? find.Long(0) : null);
    }
}
