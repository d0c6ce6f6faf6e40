using Assay.Simulator.Dialects;
using Assay.Simulator.Http;
using Assay.Simulator.Recording;
using Microsoft.AspNetCore.Http;

namespace Assay.Simulator.Batches;

/// <summary>Answers the requests of a batch that has ended, as live calls would be, and has faults happen to their results.</summary>
internal sealed class BatchWork(SimulatorOptions options, Responder responder, RequestLog? log)
{
    /// <summary>Numbers of requests in batches are apart from those of live calls.</summary>
    private const long FirstNumber = 1L << 40;

    public BatchResults AnswerAll(SimulatedBatch batch, Dialect dialect, string path)
    {
        var exchange = new Exchange(new DefaultHttpContext());
        var draws = StableHash.Mix((ulong)options.Seed + 3, (ulong)batch.Number);
        var answered = batch.AnsweredBy(batch.EndsAt);
        var lines = new List<BatchAnswer>(batch.Items.Count);
        var counts = new Dictionary<ItemOutcome, int>();
        for (var i = 0; i < batch.Items.Count; i++)
        {
            var item = batch.Items[i];
            var fault = options.BatchFaults.DrawForRequest(StableHash.Uniform(StableHash.Mix(draws, (ulong)i)));
            var number = (FirstNumber * batch.Number) + i;
            var answer = i >= answered ? Unanswered(item, batch.CancelledAt is null ? ItemOutcome.Expired : ItemOutcome.Canceled)
                : fault == BatchFault.Expired ? Unanswered(item, ItemOutcome.Expired)
                : Answer(exchange, dialect, item, number, fault == BatchFault.Error, batch.Id, path);
            counts[answer.Outcome] = counts.GetValueOrDefault(answer.Outcome) + 1;
            switch (fault)
            {
                case BatchFault.Missing:
                    continue;
                case BatchFault.Duplicate:
                    lines.Add(answer);
                    break;
                case BatchFault.Foreign:
                    lines.Add(answer with { CustomId = $"foreign-{i}" });
                    break;
            }

            lines.Add(answer);
        }

        if (options.BatchFaults.Happens(BatchFault.Shuffled, draws))
        {
            lines = [.. lines.Select((line, at) => (line, at)).OrderBy(it => StableHash.Mix(draws + 1, (ulong)it.at)).Select(it => it.line)];
        }

        return new BatchResults(lines, counts);
    }

    private static BatchAnswer Unanswered(BatchItem item, ItemOutcome outcome) => new(item.CustomId, outcome, 0, default, "");

    private BatchAnswer Answer(Exchange exchange, Dialect dialect, BatchItem item, long number, bool fails, string batch, string path)
    {
        exchange.Clear();
        exchange.Body.Set(item.Body.Span);
        var requestId = responder.RequestId(number);
        var answer = responder.DecideInBatch(exchange, dialect, number, fails, requestId);
        log?.Add(RequestFingerprint.Record(exchange.Request, answer, number, options.Clock.GetUtcNow(), path) with { Batch = batch });
        var outcome = answer.Status == StatusCodes.Status200OK ? ItemOutcome.Succeeded : ItemOutcome.Errored;
        return new BatchAnswer(item.CustomId, outcome, answer.Status, exchange.Output.WrittenMemory.ToArray(), requestId);
    }
}
