using Assay.Scoring.Judging;
using Assay.Surfacing.Alerts;

namespace Assay.Storage;

/// <summary>A row of the notices, as both ledgers keep it.</summary>
internal static class StoredNotice
{
    /// <param name="at">Milliseconds since 1970 UTC.</param>
    /// <param name="incident">As it was then, JSON.</param>
    public static AlertNotice Read(Guid id, string happened, long at, string incident) =>
        new(id, SnakeCase.Parse<NoticeEvent>(happened), DateTimeOffset.FromUnixTimeMilliseconds(at), IncidentJson.Read(incident));

    /// <summary>The responses whose texts go with it: that things are well again needs no examples.</summary>
    public static IEnumerable<string> Examples(AlertNotice notice) =>
        notice.Event == NoticeEvent.Opened && notice.Incident.Subject.Judge is not null ? notice.Incident.Opening.Worst.Select(w => w.ResponseId).Distinct(StringComparer.Ordinal) : [];
}
