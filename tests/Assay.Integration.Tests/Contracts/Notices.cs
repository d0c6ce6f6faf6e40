using Assay.Surfacing;
using Assay.Surfacing.Alerts;

namespace Assay.Integration.Tests.Contracts;

/// <summary>Makes notices of incidents.</summary>
internal static class Notices
{
    /// <param name="worst">Ids of responses.</param>
    public static AlertNotice Of(NoticeEvent happened, DateTimeOffset now, string judge, params string[] worst)
    {
        var evidence = new AlertEvidence
        {
            Statement = "overall fell from 4.21 to 3.87 since v3",
            Value = new Estimate(3.87, 3.8, 3.94, 1204),
            From = now.AddHours(-6),
            To = now,
            Worst = [.. worst.Select(w => new WorstResponse(w, 1.5))],
        };
        return new AlertNotice(Guid.CreateVersion7(now), happened, now, new Incident
        {
            Id = Guid.CreateVersion7(now),
            Rule = "drop",
            Subject = new AlertSubject("drop") { Judge = judge, Criterion = "tone", Release = "v3" },
            Severity = AlertSeverity.Page,
            OpenedAt = now,
            IsTold = true,
            ClosedAt = happened == NoticeEvent.Closed ? now : null,
            Opening = evidence,
            Closing = happened == NoticeEvent.Closed ? evidence with { Statement = "overall is well again" } : null,
        });
    }
}
