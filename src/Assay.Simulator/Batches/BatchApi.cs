using System.Buffers;
using Assay.Simulator.Chat;
using Assay.Simulator.Faults;
using Assay.Simulator.Http;
using Assay.Simulator.Recording;

namespace Assay.Simulator.Batches;

/// <summary>The batch APIs of both providers, over one shelf of files and batches.</summary>
internal sealed class BatchApi
{
    private readonly Responder responder;
    private readonly OpenAiBatches openAi;
    private readonly AnthropicBatches anthropic;

    public BatchApi(SimulatorOptions options, Responder responder, RequestLog? log)
    {
        var shelf = new BatchShelf(options);
        var work = new BatchWork(options, responder, log);
        this.responder = responder;
        openAi = new OpenAiBatches(options, shelf, work);
        anthropic = new AnthropicBatches(options, shelf, work);
    }

    public async ValueTask<Answer> DecideAsync(Exchange exchange, BatchCall call, long number, string requestId)
    {
        if (responder.RefuseKey(exchange.Http.Request.Headers, call.Dialect) is { } refused)
        {
            return Responder.Fail(exchange, call.Dialect, refused, Fault.None, default, requestId);
        }

        // What stands in a reply itself can only go wrong with the requests of a batch.
        var drawn = responder.Draw(number);
        var fault = ReplyFaults.IsInReply(drawn) ? Fault.None : drawn;
        if (ReplyFaults.ErrorOf(fault) is { } failure)
        {
            return Responder.Fail(exchange, call.Dialect, failure, fault, default, requestId);
        }

        if (fault is Fault.Hang or Fault.Reset)
        {
            return new Answer(0, fault, default);
        }

        if (fault == Fault.Html)
        {
            exchange.Output.Write(ReplyFaults.ProxyPage);
            return new Answer(200, fault, default);
        }

        var answer = call.IsAnthropic ? anthropic.Answer(exchange, call, number) : await openAi.AnswerAsync(exchange, call, number);
        exchange.Json.Flush();
        return answer.Error is { } error ? Responder.Fail(exchange, call.Dialect, error, fault, default, requestId)
            : answer.IsLost ? new Answer(0, Fault.Reset, default)
            : new Answer(200, fault, default) { ContentType = answer.ContentType };
    }
}

/// <summary>What a batch API answers; the body is in the exchange's output, but not that of an error.</summary>
/// <param name="IsLost">It was done, and the connection dies before anybody hears of it.</param>
internal readonly record struct BatchReply(ProviderError? Error = null, bool IsLost = false, string ContentType = "application/json");
