using Assay.Scoring.Serving;

namespace Assay.Surfacing;

/// <summary>
/// The releases of the application: those that responses name, and those that were announced. What responses say of themselves goes
/// before what was announced.
/// </summary>
public static class Releases
{
    /// <summary>The field of a response that names its release; figures are always split by it.</summary>
    public const string Field = "release";

    /// <summary>In the order in which they began.</summary>
    /// <param name="judge">Only what it has scored; null: any judge.</param>
    /// <param name="to">Those that began before.</param>
    public static async Task<IReadOnlyList<KnownRelease>> ReadAsync(ILedgerFigures ledger, string? judge, DateTimeOffset to, CancellationToken cancellationToken)
    {
        IReadOnlyList<AnnouncedRelease> announced = await ledger.AnnouncedReleasesAsync(cancellationToken);
        IReadOnlyList<Rollup> scored = await ledger.RollupsAsync(new RollupQuery(DateTimeOffset.UnixEpoch, to) { Judge = judge, By = Field, Hours = 1, OutcomesOnly = true }, cancellationToken);
        KnownRelease[] named =
        [
            .. scored.Where(r => r.Value is not null && r.Scored > 0).GroupBy(r => r.Value!)
                .Select(g => new KnownRelease(g.Key, g.Min(r => r.Begin)) { IsNamed = true, Note = announced.FirstOrDefault(a => a.Name == g.Key)?.Note }),
        ];
        KnownRelease[] all =
        [
            .. named.Concat(announced.Where(a => a.At < to && !named.Any(n => n.Name == a.Name)).Select(a => new KnownRelease(a.Name, Hour(a.At)) { IsNamed = false, Note = a.Note })).OrderBy(r => r.Begin),
        ];
        return [.. all.Select((r, i) => i + 1 < all.Length ? r with { End = all[i + 1].Begin } : r)];
    }

    /// <summary>Those that began within a range. The one that was there at its beginning is no event.</summary>
    public static async Task<IReadOnlyList<KnownRelease>> ReadEventsAsync(ILedgerFigures ledger, string judge, (DateTimeOffset From, DateTimeOffset To) range, CancellationToken cancellationToken)
    {
        IReadOnlyList<KnownRelease> all = await ReadAsync(ledger, judge, range.To, cancellationToken);
        return [.. all.Skip(1).Where(r => r.Begin >= range.From)];
    }

    private static DateTimeOffset Hour(DateTimeOffset time) => DateTimeOffset.FromUnixTimeSeconds(time.ToUnixTimeSeconds() / 3600 * 3600);
}
