using System.Buffers;
using System.Globalization;
using System.Text.Json;
using Assay.Simulator.Chat;
using Assay.Simulator.Http;

namespace Assay.Simulator.Batches;

/// <summary>Files and batches as OpenAI keeps them.</summary>
internal sealed class OpenAiBatches(SimulatorOptions options, BatchShelf shelf, BatchWork work)
{
    private const string Kind = "batch_";
    private const string Endpoint = "/v1/chat/completions";
    private const int LargestFile = 200_000_000;
    private const int LargestPage = 100;

    public async ValueTask<BatchReply> AnswerAsync(Exchange exchange, BatchCall call, long number) => call.Verb switch
    {
        BatchVerb.Upload => await StoreAsync(exchange, call, number),
        BatchVerb.File => File(call) is { } file ? Show(exchange, file) : NoFile(call.Id),
        BatchVerb.Content => Content(exchange, call),
        BatchVerb.Create => Begin(exchange, call, number),
        BatchVerb.List => List(exchange, call),
        _ => shelf.Batch(call.Owner, call.Id) switch
        {
            null => new(new ProviderError(ErrorKind.NotFound, $"No batch found with id '{call.Id}'.")),
            var batch => call.Verb == BatchVerb.Cancel ? Cancel(exchange, call, batch) : Show(exchange, call, batch),
        },
    };

    private async ValueTask<BatchReply> StoreAsync(Exchange exchange, BatchCall call, long number)
    {
        var (upload, error) = await Upload.ReadAsync(call.Http.ContentType, exchange.Body.Bytes);
        if (upload is null)
        {
            return new(error);
        }

        if (upload.Bytes.Length > LargestFile)
        {
            return new(new ProviderError(ErrorKind.TooLarge, $"File exceeds the maximum size of {LargestFile / 1_000_000} MB for the purpose 'batch'.", "file"));
        }

        var file = shelf.Store(call.Owner, upload.Name, upload.Purpose, upload.Bytes);
        Show(exchange, file);
        return new(IsLost: options.BatchFaults.Happens(BatchFault.LostUpload, Draw(number)));
    }

    private StoredFile? File(BatchCall call) => shelf.File(call.Owner, call.Id);

    private static BatchReply NoFile(string id) => new(new ProviderError(ErrorKind.NotFound, $"No such File object: {id}", "id"));

    private static BatchReply Show(Exchange exchange, StoredFile file)
    {
        OpenAiBatchJson.Write(exchange.Json, file);
        return new();
    }

    private BatchReply Content(Exchange exchange, BatchCall call)
    {
        if (File(call) is not { } file)
        {
            return NoFile(call.Id);
        }

        exchange.Output.Write(file.Read().Span);
        return new(ContentType: "application/octet-stream");
    }

    private BatchReply Begin(Exchange exchange, BatchCall call, long number)
    {
        BatchCreation asked;
        try
        {
            asked = BatchCreation.Read(exchange.Body.Bytes);
        }
        catch (Exception failure) when (failure is JsonException or InvalidOperationException)
        {
            return new(ProviderError.BadRequest($"We could not parse the JSON body of your request. {failure.Message}"));
        }

        if (asked.Endpoint != Endpoint)
        {
            return new(ProviderError.BadRequest($"Invalid value: '{asked.Endpoint}'. Supported values are: '{Endpoint}'.", "endpoint", "invalid_value"));
        }

        if (asked.Window != "24h")
        {
            return new(ProviderError.BadRequest($"Invalid value: '{asked.Window}'. Supported values are: '24h'.", "completion_window", "invalid_value"));
        }

        if (shelf.File(call.Owner, asked.InputFile) is not { Purpose: "batch" } file)
        {
            return new(ProviderError.BadRequest($"No batch input file found with id '{asked.InputFile}'.", "input_file_id", "invalid_value"));
        }

        var (items, failures) = OpenAiBatchFile.Read(file.Bytes, Endpoint);
        var batch = shelf.Begin((n, hash) => new SimulatedBatch(n, string.Create(CultureInfo.InvariantCulture, $"{Kind}{hash:x16}"), call.Owner, options.Clock.GetUtcNow(), options.BatchDelay)
        {
            Items = failures.Count > 0 ? [] : items,
            Failures = failures,
            InputFile = file.Id,
            Metadata = asked.Metadata,
        });
        Show(exchange, call, batch);
        return new(IsLost: options.BatchFaults.Happens(BatchFault.LostSubmission, Draw(number)));
    }

    private BatchReply List(Exchange exchange, BatchCall call)
    {
        var query = call.Http.Query;
        var limit = int.TryParse(query["limit"], NumberStyles.None, CultureInfo.InvariantCulture, out var asked) ? asked : 20;
        if (limit is < 1 or > LargestPage)
        {
            return new(ProviderError.BadRequest($"Invalid 'limit': integer out of range, expected 1 to {LargestPage}.", "limit", "invalid_value"));
        }

        var (page, more) = shelf.Newest(call.Owner, Kind, (string?)query["after"], before: null, limit);
        OpenAiBatchJson.WriteList(exchange.Json, page, more, options.Clock.GetUtcNow(), batch => Results(call, batch));
        return new();
    }

    private BatchReply Cancel(Exchange exchange, BatchCall call, SimulatedBatch batch)
    {
        var now = options.Clock.GetUtcNow();
        return batch.TryCancel(now)
            ? Show(exchange, call, batch)
            : new(new ProviderError(ErrorKind.Conflict, $"Cannot cancel a batch with status '{OpenAiBatchJson.StatusOf(batch, now, Results(call, batch))}'."));
    }

    private BatchReply Show(Exchange exchange, BatchCall call, SimulatedBatch batch)
    {
        var now = options.Clock.GetUtcNow();
        OpenAiBatchJson.Write(exchange.Json, batch, now, batch.PhaseAt(now) == BatchPhase.Ended ? Results(call, batch) : null);
        return new();
    }

    private BatchResults Results(BatchCall call, SimulatedBatch batch) => batch.Results(ended =>
    {
        var results = work.AnswerAll(ended, call.Dialect, Endpoint);
        var cut = options.BatchFaults.Happens(BatchFault.Cut, StableHash.Mix((ulong)options.Seed + 4, (ulong)ended.Number));
        return results with
        {
            Output = File("output", answer => answer.Outcome == ItemOutcome.Succeeded, cut),
            Errors = File("error", answer => answer.Outcome != ItemOutcome.Succeeded, isCutOnce: false),
        };

        StoredFile? File(string what, Func<BatchAnswer, bool> belongs, bool isCutOnce) =>
            results.Lines.Where(belongs).ToList() is { Count: > 0 } lines
                ? shelf.Store(ended.Owner, $"{ended.Id}_{what}.jsonl", "batch_output", OpenAiBatchFile.Write(ended, lines), isCutOnce)
                : null;
    });

    private ulong Draw(long number) => StableHash.Mix((ulong)options.Seed + 5, (ulong)number);
}
