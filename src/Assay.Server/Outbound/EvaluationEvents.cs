using Assay.Scoring.Running;
using Assay.Server.Telemetry.Wire;
using Assay.Surfacing.Outbound;

namespace Assay.Server.Outbound;

/// <summary>
/// Verdicts as <c>gen_ai.evaluation.result</c> events of OpenTelemetry's conventions for generative AI: one for the overall score and
/// one for each criterion, in the context of the span that was judged.
/// </summary>
internal static class EvaluationEvents
{
    public const string EventName = "gen_ai.evaluation.result";
    public const string Overall = "overall";

    public static LogsRequest Of(IReadOnlyList<OutboxMessage> messages)
    {
        var logs = new ScopeLogs { Scope = new InstrumentationScope { Name = "assay" } };
        logs.LogRecords.AddRange(messages.OfType<OutboxMessage.Decided>().SelectMany(Of));
        var resource = new Resource();
        resource.Attributes.Add(Pair("service.name", "assay"));
        return new LogsRequest { ResourceLogs = { new ResourceLogs { Resource = resource, ScopeLogs = { logs } } } };
    }

    private static IEnumerable<LogRecord> Of(OutboxMessage.Decided message)
    {
        ResultRow result = message.Verdict.Result;
        JudgedSpan span = JudgedSpan.Of(result);
        if (result.Outcome != OutcomeState.Scored)
        {
            // Each evaluation that was to be made failed; none of them is a score.
            foreach (string name in message.Verdict.HasOverall ? result.Criteria.Prepend(Overall) : result.Criteria)
            {
                yield return Record(message, span, name, Pair("error.type", result.Reason ?? ""), result.Detail);
            }

            yield break;
        }

        if (result.Overall is { } overall)
        {
            yield return Record(message, span, Overall, Pair("gen_ai.evaluation.score.value", overall), explanation: null);
        }

        foreach ((string criterion, double score, string? label, string? reason, _) in result.Scores)
        {
            LogRecord record = Record(message, span, criterion, Pair("gen_ai.evaluation.score.value", score), reason);
            if (label is not null)
            {
                record.Attributes.Add(Pair("gen_ai.evaluation.score.label", label));
            }

            yield return record;
        }
    }

    private static LogRecord Record(OutboxMessage.Decided message, JudgedSpan span, string name, KeyValue outcome, string? explanation)
    {
        ResultRow result = message.Verdict.Result;
        ulong time = (ulong)(message.Verdict.DecidedAt - DateTimeOffset.UnixEpoch).Ticks * 100;
        var record = new LogRecord { TimeUnixNano = time, ObservedTimeUnixNano = time, EventName = EventName, TraceId = span.Trace, SpanId = span.Span };
        record.Attributes.Add([Pair("gen_ai.evaluation.name", name), outcome]);
        if (!string.IsNullOrEmpty(explanation))
        {
            record.Attributes.Add(Pair("gen_ai.evaluation.explanation", explanation));
        }

        if (span.CompletionId is { } completion)
        {
            record.Attributes.Add(Pair("gen_ai.response.id", completion));
        }

        record.Attributes.Add(
        [
            Pair("assay.event.id", message.Id.ToString()), Pair("assay.response.id", result.Id), Pair("assay.judge.name", result.Judge), Pair("assay.judge.version", result.JudgeVersion),
        ]);
        return record;
    }

    private static KeyValue Pair(string key, string value) => new() { Key = key, Value = new AnyValue { StringValue = value } };

    private static KeyValue Pair(string key, double value) => new() { Key = key, Value = new AnyValue { DoubleValue = value } };
}
