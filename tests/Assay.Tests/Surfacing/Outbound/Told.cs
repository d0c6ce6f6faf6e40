using Assay.Scoring.Running;
using Assay.Surfacing.Alerts;
using Assay.Surfacing.Outbound;
using Assay.Tests.Surfacing.Alerts;

namespace Assay.Tests.Surfacing.Outbound;

/// <summary>Verdicts and notices on their way out.</summary>
internal static class Told
{
    public static readonly DateTimeOffset DecidedAt = new(2026, 5, 4, 12, 0, 0, TimeSpan.Zero);

    /// <summary>An id with a number to know it by.</summary>
    public static Guid Id(int number) => new($"00000000-0000-7000-8000-{number:x12}");

    public static OutboxMessage.Decided Scored(int number = 1, string id = "r1", double? overall = 3.5, string body = """{"id":"r1","input":"a","output":"b"}""") => new(Id(number), new DecidedVerdict(
        Row(id, body) with
        {
            Outcome = OutcomeState.Scored,
            Overall = overall,
            Scores = [("accuracy", 4, null, "Says what is so.", []), ("polite", 1, "pass", null, [])],
        },
        Revision: 2,
        DecidedAt,
        HasOverall: overall is not null));

    public static OutboxMessage.Decided Unscored(int number = 1) => new(Id(number), new DecidedVerdict(
        Row("r1", """{"id":"r1","input":"a","output":"b"}""") with { Outcome = OutcomeState.Unscored, Reason = "refused", Detail = "It would not say." }, Revision: 1, DecidedAt, HasOverall: true));

    public static OutboxMessage.Alerted Alerted(int number = 1) => new(new AlertNotice(Id(number), NoticeEvent.Opened, DecidedAt, SomeIncident.Opened()));

    private static ResultRow Row(string id, string body) =>
        new() { Id = id, Outcome = OutcomeState.Owed, Judge = "quality", JudgeVersion = "0123456789abcdef", Criteria = ["accuracy", "polite"], Body = body };
}
