using Assay.Scoring.Running;
using Assay.Surfacing.Alerts;
using Assay.Surfacing.Outbound;

namespace Assay.Server.Dashboard.Alerts;

/// <summary>One incident, with what was said in its worst responses as far as that is kept.</summary>
/// <param name="Texts">By id.</param>
public sealed record IncidentModel(Incident Incident, IReadOnlyDictionary<string, NoticeText> Texts, IReadOnlyList<NoticeDelivery> Deliveries)
{
    private const int MostDeliveries = 200;

    /// <returns>Null where there is none of this id.</returns>
    internal static async Task<IncidentModel?> ReadAsync(ServiceState state, string id, CancellationToken cancellationToken)
    {
        if (!Guid.TryParse(id, out Guid known) || await state.Ledger.Alerts.IncidentsAsync(new IncidentQuery { Id = known }, cancellationToken) is not [var incident])
        {
            return null;
        }

        var texts = new Dictionary<string, NoticeText>(StringComparer.Ordinal);
        foreach (WorstResponse worst in incident.Opening.Worst)
        {
            Trail? trail = await state.Ledger.TrailAsync(worst.ResponseId, cancellationToken);
            Trail.Judgment? judgment = trail?.Revisions[^1].Judgments.LastOrDefault(j => j.Result.Judge == incident.Subject.Judge);
            if (judgment is not null && NoticeText.Of(judgment.Result, incident.Subject.Criterion) is { } text)
            {
                texts[worst.ResponseId] = text;
            }
        }

        IReadOnlyList<NoticeDelivery> deliveries = state.Outbox is { } outbox ? await outbox.DeliveriesAsync(MostDeliveries, cancellationToken) : [];
        return new IncidentModel(incident, texts, [.. deliveries.Where(d => d.Notice.Incident.Id == incident.Id)]);
    }
}
