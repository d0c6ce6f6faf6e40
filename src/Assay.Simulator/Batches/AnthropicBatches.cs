using System.Buffers;
using System.Globalization;
using System.Text.Json;
using Assay.Simulator.Chat;
using Assay.Simulator.Http;

namespace Assay.Simulator.Batches;

/// <summary>Message batches as Anthropic keeps them.</summary>
internal sealed class AnthropicBatches(SimulatorOptions options, BatchShelf shelf, BatchWork work)
{
    private const string Kind = "msgbatch_";
    private const string Path = "/v1/messages";
    private const int LargestBody = 256_000_000;
    private const int LargestPage = 1_000;

    public BatchReply Answer(Exchange exchange, BatchCall call, long number) => call.Verb switch
    {
        BatchVerb.Create => Begin(exchange, call, number),
        BatchVerb.List => List(exchange, call),
        _ => (call.Verb, shelf.Batch(call.Owner, call.Id)) switch
        {
            (_, null) => new(new ProviderError(ErrorKind.NotFound, $"No message batch found with id: {call.Id}")),
            (BatchVerb.Results, var batch) => Results(exchange, call, batch),
            (BatchVerb.Cancel, var batch) => Cancel(exchange, call, batch),
            (_, var batch) => Show(exchange, call, batch),
        },
    };

    private BatchReply Begin(Exchange exchange, BatchCall call, long number)
    {
        // The buffer serves the connection's next request.
        ReadOnlyMemory<byte> body = exchange.Body.Bytes.ToArray();
        if (body.Length > LargestBody)
        {
            return new(new ProviderError(ErrorKind.TooLarge, "Request exceeds the maximum size"));
        }

        IReadOnlyList<BatchItem> items;
        try
        {
            (items, var error) = AnthropicBatchBody.Read(body);
            if (error is not null)
            {
                return new(error);
            }
        }
        catch (Exception failure) when (failure is JsonException or InvalidOperationException)
        {
            return new(ProviderError.BadRequest($"The request body is not valid JSON: {failure.Message}"));
        }

        var batch = shelf.Begin((n, hash) => new SimulatedBatch(n, string.Create(CultureInfo.InvariantCulture, $"{Kind}01{hash:x16}"), call.Owner, options.Clock.GetUtcNow(), options.BatchDelay)
        {
            Items = items,
        });
        Show(exchange, call, batch);
        return new(IsLost: options.BatchFaults.Happens(BatchFault.LostSubmission, StableHash.Mix((ulong)options.Seed + 5, (ulong)number)));
    }

    private BatchReply List(Exchange exchange, BatchCall call)
    {
        var query = call.Http.Query;
        var limit = int.TryParse(query["limit"], NumberStyles.None, CultureInfo.InvariantCulture, out var asked) ? asked : 20;
        if (limit is < 1 or > LargestPage)
        {
            return new(ProviderError.BadRequest($"limit: Input should be from 1 to {LargestPage}"));
        }

        var (page, more) = shelf.Newest(call.Owner, Kind, (string?)query["after_id"], (string?)query["before_id"], limit);
        AnthropicBatchJson.WriteList(exchange.Json, page, more, Now, Address(call), batch => Ended(call, batch));
        return new();
    }

    private BatchReply Cancel(Exchange exchange, BatchCall call, SimulatedBatch batch) => batch.TryCancel(Now)
        ? Show(exchange, call, batch)
        : new(ProviderError.BadRequest($"Batch {batch.Id} cannot be canceled because it has already ended."));

    private BatchReply Show(Exchange exchange, BatchCall call, SimulatedBatch batch)
    {
        AnthropicBatchJson.Write(exchange.Json, batch, Now, Address(call), batch => Ended(call, batch));
        return new();
    }

    private BatchReply Results(Exchange exchange, BatchCall call, SimulatedBatch batch)
    {
        if (batch.PhaseAt(Now) != BatchPhase.Ended)
        {
            return new(ProviderError.BadRequest($"Batch {batch.Id} has no available results."));
        }

        exchange.Output.Write(Ended(call, batch).Output!.Read().Span);
        return new(ContentType: "application/x-jsonl");
    }

    private BatchResults Ended(BatchCall call, SimulatedBatch batch) => batch.Results(ended =>
    {
        var results = work.AnswerAll(ended, call.Dialect, Path);
        var cut = options.BatchFaults.Happens(BatchFault.Cut, StableHash.Mix((ulong)options.Seed + 4, (ulong)ended.Number));
        return results with { Output = shelf.Store(ended.Owner, $"{ended.Id}_results.jsonl", "results", AnthropicBatchBody.Write(results.Lines), cut) };
    });

    private DateTimeOffset Now => options.Clock.GetUtcNow();

    private static string Address(BatchCall call) => $"{call.Http.Scheme}://{call.Http.Host}";
}
