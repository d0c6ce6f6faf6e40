using Assay.Surfacing;
using Assay.Surfacing.Alerts;
using Assay.Surfacing.Causes;

namespace Assay.Tests.Surfacing.Alerts;

/// <summary>An incident as one that is told of.</summary>
internal static class SomeIncident
{
    public static readonly DateTimeOffset At = new(2026, 5, 4, 12, 0, 0, TimeSpan.Zero);

    public static Incident Opened() => new()
    {
        Id = new Guid("019e0b5c-7c40-7a3e-9d7e-2f0c9d1b6a00"),
        Rule = "refund-quality",
        Severity = AlertSeverity.Page,
        Subject = new AlertSubject("drop") { Judge = "quality", JudgeVersion = "4a571755eaa6be37", Criterion = "overall", Slice = new Facet("route", "refunds"), Release = "v3" },
        OpenedAt = At,
        IsTold = true,
        Opening = new AlertEvidence
        {
            Statement = "overall fell from 4.21 to 3.87 since v3",
            Value = new Estimate(3.87, 3.8, 3.94, 1204),
            Baseline = new Estimate(4.21, 4.18, 4.24, 9000),
            Change = new Difference(-0.34, -0.41, -0.27, 10204),
            From = At - TimeSpan.FromHours(6),
            To = At,
            Worst = [.. Enumerable.Range(1, 5).Select(n => new WorstResponse($"chat-{n}", n > 2 ? 2 : 1))],
            Cause = new LeadingCause("route=refunds, language=de", new Estimate(0.62, 0.51, 0.73, 412), 412),
        },
    };

    public static Incident Closed() => Opened() with
    {
        ClosedAt = At + TimeSpan.FromMinutes(133),
        Closing = new AlertEvidence { Statement = "overall is 4.2 again", Value = new Estimate(4.2, 4.1, 4.3, 800), From = At, To = At + TimeSpan.FromMinutes(133) },
    };

    public static AlertNotice Notice(NoticeEvent happened = NoticeEvent.Opened) => new(new Guid("019e0b5c-7c40-7a3e-9d7e-2f0c9d1b6a55"), happened, At, happened == NoticeEvent.Closed ? Closed() : Opened())
    {
        Texts = new Dictionary<string, NoticeText> { ["chat-1"] = new("Where is my refund?", "Refunds take time.", "It evades the question."), ["chat-2"] = new("When?", "Soon.", null) },
    };

    /// <summary>Every text in it that others write is this one.</summary>
    public static AlertNotice Everywhere(string text, NoticeEvent happened = NoticeEvent.Opened)
    {
        AlertEvidence said = Opened().Opening with { Statement = text, Worst = [.. Enumerable.Range(1, 5).Select(n => new WorstResponse($"{text}{n}", 1))], Cause = new LeadingCause(text, null, 3) };
        return new AlertNotice(Notice().Id, happened, At, Closed() with
        {
            Rule = text,
            Subject = new AlertSubject("drop") { Judge = text, JudgeVersion = text, Criterion = text, Slice = new Facet(text, text), Release = text },
            Opening = said,
            Closing = said,
        })
        {
            Texts = said.Worst.ToDictionary(w => w.ResponseId, _ => new NoticeText(text, text, text), StringComparer.Ordinal),
        };
    }
}
