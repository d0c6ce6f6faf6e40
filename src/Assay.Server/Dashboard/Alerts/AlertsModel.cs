using Assay.Surfacing.Alerts;
using Assay.Surfacing.Alerts.Watching;
using Assay.Surfacing.Outbound;

namespace Assay.Server.Dashboard.Alerts;

/// <summary>What the page Alerts shows: what is open, what is watched, what happened, and who was told.</summary>
public sealed record AlertsModel
{
    private const int MostIncidents = 100;
    private const int MostDeliveries = 20;

    public required AlertBoard Board { get; init; }

    /// <summary>Of the range, the latest first; and open ones of before it.</summary>
    public required IReadOnlyList<Incident> Incidents { get; init; }

    /// <summary>The latest first.</summary>
    public required IReadOnlyList<NoticeDelivery> Deliveries { get; init; }

    /// <summary>Whom alerts are sent to.</summary>
    public required IReadOnlyList<string> Receivers { get; init; }

    public required AlertView Watch { get; init; }

    /// <summary>The latest first.</summary>
    public IEnumerable<Incident> Open => Incidents.Where(i => i.ClosedAt is null);

    internal static async Task<AlertsModel> ReadAsync(ServiceState state, View view, CancellationToken cancellationToken)
    {
        IAlertStore store = state.Ledger.Alerts;
        IReadOnlyList<Incident> open = await store.IncidentsAsync(new IncidentQuery { OnlyOpen = true, AtMost = MostIncidents }, cancellationToken);
        IReadOnlyList<Incident> recent = await store.IncidentsAsync(new IncidentQuery { Since = view.Period.From, AtMost = MostIncidents }, cancellationToken);
        return new AlertsModel
        {
            Board = await AlertBoard.ReadAsync(store, await state.Alerts.RulesAsync(cancellationToken), state.Alerts.View.Readings, view.Now, cancellationToken),
            Incidents = [.. recent.Concat(open).DistinctBy(i => i.Id).OrderByDescending(i => i.OpenedAt)],
            Deliveries = state.Outbox is { } outbox ? await outbox.DeliveriesAsync(MostDeliveries, cancellationToken) : [],
            Receivers = [.. state.Notified.Select(r => r.Name)],
            Watch = state.Alerts.View,
        };
    }
}
