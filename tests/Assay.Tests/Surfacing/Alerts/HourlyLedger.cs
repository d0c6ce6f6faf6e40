using Assay.Scoring.Running;
using Assay.Scoring.Serving;
using Assay.Surfacing;
using Assay.Surfacing.Causes;
using Assay.Surfacing.Causes.Texts;

namespace Assay.Tests.Surfacing.Alerts;

/// <summary>A ledger that only has figures of hours.</summary>
internal sealed class HourlyLedger(Func<DateTimeOffset, Rollup?> hours, DateTimeOffset begin) : ILedgerFigures
{
    public Task<IReadOnlyList<Rollup>> RollupsAsync(RollupQuery query, CancellationToken cancellationToken) => query.Hours == 1
        ? Task.FromResult<IReadOnlyList<Rollup>>(
        [
            .. Enumerable.Range(0, (int)(query.To - query.From).TotalHours).Select(i => query.From.AddHours(i)).Where(h => h >= begin)
                .Select(h => hours(h) is { } rollup ? rollup with { Begin = h } : null).OfType<Rollup>(),
        ])
        : throw new NotSupportedException();

    public Task<LedgerAccount> AccountAsync(CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task<OutcomePage> ListAsync(OutcomeQuery query, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task<RecentOutcomes> RecentAsync(RecentQuery query, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task<IReadOnlyList<string>> SliceFieldsAsync(CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task<IReadOnlyList<Observation>> ObserveAsync(ObservationQuery query, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task<IReadOnlyList<AnnouncedRelease>> AnnouncedReleasesAsync(CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task<IReadOnlyList<Said>> SaidAsync(string judge, string judgeVersion, IReadOnlyList<long> keys, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task<IReadOnlyDictionary<long, string>> IdsAsync(IReadOnlyList<long> keys, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task<Trail?> TrailAsync(string id, CancellationToken cancellationToken) => throw new NotSupportedException();
}
