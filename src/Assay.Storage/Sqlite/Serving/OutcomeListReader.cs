using Assay.Collecting;
using Assay.Collecting.Intake;
using Assay.Scoring.Rubrics;
using Assay.Scoring.Running;
using Assay.Scoring.Serving;
using Assay.Storage.Sqlite.Rollups;

namespace Assay.Storage.Sqlite.Serving;

/// <summary>
/// Lists outcomes page by page. What a page costs is bounded, whatever it looks for: outcomes and the slices of their responses
/// are passed over in turn, and a response itself is only read where these match.
/// </summary>
internal static class OutcomeListReader
{
    private const int MostLookedAt = 20_000;

    /// <summary>What it costs to read what a response says, in outcomes passed over.</summary>
    private const int Reading = 4;

    private const long Hour = 3_600_000;
    private static readonly TimeSpan ClockSkew = TimeSpan.FromHours(1);

    public static OutcomePage Read(Database database, OutcomeQuery query)
    {
        Dictionary<long, Version> versions = Versions(database);
        List<WantedValue> values = [.. Asked(query).Select(a => WantedValue.Find(database, a.Field, a.Value))];
        using var find = new Statement(database, """
            SELECT o.response_key, o.judge_version_key, o.state, o.reason, o.overall, o.cost_nano_usd, s.hour, s.slices, s.is_revised, s.cluster
            FROM outcomes o CROSS JOIN response_slices s ON s.response_key = o.response_key
            WHERE o.response_key < ?1 AND o.response_key >= ?2 AND o.repeat = 0 ORDER BY o.response_key DESC
            """);
        using var response = new Statement(database, """
            SELECT id, received_at, revision, EXISTS (SELECT 1 FROM responses later WHERE later.id = r.id AND later.revision > r.revision), body
            FROM responses r WHERE response_key = ?1
            """);
        // No response is counted for an hour that lies more than a little after it was received.
        find.Set(1, query.Before ?? long.MaxValue).Set(2, query.From is { } from ? KeyOrder.FirstFrom(database, from - ClockSkew) : 0);
        long firstHour = (query.From?.ToUnixTimeMilliseconds() ?? 0) / Hour;
        var rows = new ListedRows(query);
        long? last = null;
        int looked = 0;
        while (find.Read())
        {
            long key = find.Long(0);
            // A page ends between two responses, so that the next one begins with a whole one.
            if (key != last && (rows.IsFull || looked >= MostLookedAt))
            {
                find.Reset();
                return rows.Page(last);
            }

            last = key;
            looked++;
            var place = Placement.Read(find, 6);
            Version version = versions[find.Long(1)];
            if (place.Hour < firstHour || !rows.Takes(find.DoubleOrNull(4)) || !Matches(find, query) || (query.Judge is { } named && version.Judge != named)
                || !values.TrueForAll(v => v.MayBeIn(place)) || !response.Set(1, key).Read())
            {
                continue;
            }

            bool isRead = values.Exists(v => !v.IsIn(place));
            looked += isRead ? Reading : 0;
            if (Matches(response, query, place) && (!isRead || Says(response, key, values)))
            {
                rows.Add(new OutcomeListing(
                    response.Text(0), DateTimeOffset.FromUnixTimeMilliseconds(response.Long(1)), version.Judge, version.Name, (OutcomeState)find.Long(2), find.TextOrNull(3),
                    find.DoubleOrNull(4), Money.ToUsd(find.Long(5)))
                {
                    Revision = (int)response.Long(2), Body = query.WithBody ? response.Text(4) : null, Label = CriteriaColumn.LabelOf(version.Labels, find.DoubleOrNull(4)),
                });
            }

            response.Reset();
        }

        return rows.Page(next: null);
    }

    private static IEnumerable<(string Field, string Value)> Asked(OutcomeQuery query)
    {
        if (query.Release is { } release)
        {
            yield return ("release", release);
        }

        if (query.Slice is { } slice)
        {
            yield return slice;
        }
    }

    private static bool Matches(Statement outcome, OutcomeQuery query) =>
        (query.State is not { } state || outcome.Long(2) == (long)state)
        && (query.Reason is null || outcome.TextOrNull(3) == query.Reason)
        && (query.AtMost is not { } most || outcome.DoubleOrNull(4) <= most);

    private static bool Matches(Statement response, OutcomeQuery query, Placement place) =>
        (!place.IsRevised || query.AllRevisions || response.Long(3) == 0)
        && (query.Id is null || response.Text(0).Contains(query.Id, StringComparison.OrdinalIgnoreCase));

    private static bool Says(Statement response, long key, List<WantedValue> values)
    {
        Response said = UnkeptContent.Read(response.Bytes(4), key);
        return values.TrueForAll(v => ResponseFilter.ValueOf(said, v.Field) == v.Value);
    }

    private static Dictionary<long, Version> Versions(Database database)
    {
        using var find = new Statement(database, "SELECT judge_version_key, name, version, criteria FROM judge_versions");
        var versions = new Dictionary<long, Version>();
        while (find.Read())
        {
            versions[find.Long(0)] = new Version(find.Text(1), find.Text(2), CriteriaColumn.OverallLabels(find.Bytes(3)));
        }

        return versions;
    }

    /// <param name="Labels">What its overall scores are called.</param>
    private sealed record Version(string Judge, string Name, IReadOnlyList<ScaleLabel> Labels);

    /// <summary>A value of a field that is looked for.</summary>
    /// <param name="IsSplitBy">Responses are placed by the field.</param>
    /// <param name="Slice">Of this value; null where there is none.</param>
    /// <param name="Others">Of the values of the field that have no slice of their own.</param>
    private sealed record WantedValue(string Field, string Value, bool IsSplitBy, long? Slice, long? Others)
    {
        public static WantedValue Find(Database database, string field, string value)
        {
            using var isSplitBy = new Statement(database, "SELECT EXISTS (SELECT 1 FROM slice_fields WHERE field = ?1 AND is_complete = 1)");
            using var find = new Statement(database, "SELECT (SELECT slice_key FROM slices WHERE field = ?1 AND value = ?2), (SELECT slice_key FROM slices WHERE field = ?1 AND value IS NULL)");
            find.Set(1, field).Set(2, value).One();
            return new WantedValue(field, value, isSplitBy.Set(1, field).One().Long(0) != 0, find.LongOrNull(0), find.LongOrNull(1));
        }

        public bool IsIn(Placement place) => IsSplitBy && Slice is { } slice && place.Slices.Contains(slice);

        /// <summary>Only the response itself can tell.</summary>
        public bool MayBeIn(Placement place) => !IsSplitBy || IsIn(place) || (Slice is null && Others is { } others && place.Slices.Contains(others));
    }
}
