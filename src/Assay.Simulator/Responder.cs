using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Json;
using Assay.Simulator.Applying;
using Assay.Simulator.Chat;
using Assay.Simulator.Dialects;
using Assay.Simulator.Faults;
using Assay.Simulator.Http;
using Assay.Simulator.Judging;
using Assay.Simulator.Limits;
using Assay.Simulator.Recording;
using Assay.Simulator.Replaying;
using Microsoft.AspNetCore.Http;

namespace Assay.Simulator;

/// <summary>Decides what to answer and writes it into the exchange; sends nothing.</summary>
internal sealed class Responder(SimulatorOptions options, ReplayScript? replay, JudgeMood mood)
{
    private readonly RateLimiter limiter = new(options);
    private readonly PromptCache cache = new(options.Clock);
    private readonly SimulatedJudge judge = new(options, mood.Read);
    private readonly RunningTime time = mood.Time;

    public Answer Decide(Exchange exchange, Dialect dialect, string? deployment, long number, string requestId)
    {
        var request = exchange.Request;
        time.Read(); // From the first call on, also where it is refused.
        var error = Read(exchange, dialect, deployment) ?? RefuseKey(exchange.Http.Request.Headers, dialect) ?? Refuse(dialect, request);
        if (error is not null)
        {
            return Fail(exchange, dialect, error, Fault.None, default, requestId);
        }

        var tokens = new RequestTokens(request.PromptTokens, 0, 0);
        var admission = limiter.Admit(tokens.Input);
        dialect.WriteLimits(exchange.Http.Response.Headers, admission, options.Clock.GetUtcNow());
        if (admission.Exceeded is { } exceeded)
        {
            return Fail(exchange, dialect, dialect.LimitReached(request.Model, exceeded), Fault.None, tokens, requestId);
        }

        var fault = Draw(number);
        if (ReplyFaults.ErrorOf(fault) is { } failure)
        {
            return Fail(exchange, dialect, failure, fault, tokens, requestId);
        }

        if (fault is Fault.Hang or Fault.Reset)
        {
            return new Answer(0, fault, tokens);
        }

        if (fault == Fault.Html)
        {
            exchange.Output.Write(ReplyFaults.ProxyPage);
            return new Answer(StatusCodes.Status200OK, fault, tokens);
        }

        if (Reply(exchange, dialect, number, tokens.Input, fault) is { } unanswered)
        {
            return Fail(exchange, dialect, unanswered, Fault.None, tokens, requestId);
        }

        limiter.Charge(exchange.Reply.OutputTokens);
        return Succeed(exchange, dialect, fault);
    }

    /// <summary>The same for a request of a batch: its key was looked at with the batch, and neither limits nor the wire stand in its way.</summary>
    /// <param name="fails">The provider fails over it.</param>
    public Answer DecideInBatch(Exchange exchange, Dialect dialect, long number, bool fails, string requestId)
    {
        var request = exchange.Request;
        var error = Read(exchange, dialect, deployment: null) ?? Refuse(dialect, request)
            ?? (fails ? ReplyFaults.ErrorOf(Fault.ServerError) : null);
        if (error is not null)
        {
            return Fail(exchange, dialect, error, fails ? Fault.ServerError : Fault.None, default, requestId);
        }

        var drawn = Draw(number);
        var fault = ReplyFaults.IsInReply(drawn) ? drawn : Fault.None;
        return Reply(exchange, dialect, number, request.PromptTokens, fault) is { } unanswered
            ? Fail(exchange, dialect, unanswered, Fault.None, new RequestTokens(request.PromptTokens, 0, 0), requestId)
            : Succeed(exchange, dialect, fault);
    }

    /// <summary>The fault that a call with this number meets now.</summary>
    public Fault Draw(long number) => options.Faults.Draw(StableHash.Uniform(StableHash.Mix((ulong)options.Seed, (ulong)number)), time.Read());

    public string RequestId(long number) => string.Create(CultureInfo.InvariantCulture, $"req_{StableHash.Mix((ulong)options.Seed + 1, (ulong)number):x16}");

    /// <summary>Null where the key is one that is accepted.</summary>
    public ProviderError? RefuseKey(IHeaderDictionary headers, Dialect dialect) =>
        options.ApiKey is { } expected && dialect.KeyOf(headers) is var key && key != expected ? dialect.WrongKey(key) : null;

    private static ProviderError? Read(Exchange exchange, Dialect dialect, string? deployment)
    {
        try
        {
            exchange.Request.Model = deployment ?? "";
            var error = dialect.Read(exchange.Body.Bytes.Span, exchange.Request);
            exchange.Request.Model = deployment ?? exchange.Request.Model;
            return error;
        }
        catch (Exception failure) when (failure is JsonException or InvalidOperationException or FormatException)
        {
            return ProviderError.BadRequest($"We could not parse the JSON body of your request. {failure.Message}");
        }
    }

    private ProviderError? Refuse(Dialect dialect, ChatRequest request)
    {
        if (options.Models is { } models && !models.Contains(request.Model))
        {
            return dialect.UnknownModel(request.Model);
        }

        if (options.ContextWindow is { } window && request.PromptTokens is var tokens && tokens > window)
        {
            return ProviderError.TooLong(window, tokens);
        }

        return request.Form switch
        {
            AskedForm.JsonSchema when !options.SupportsJsonSchema => ProviderError.Unsupported("response_format", "'response_format' of type 'json_schema'"),
            AskedForm.JsonObject when !options.SupportsJsonMode => ProviderError.Unsupported("response_format", "'response_format' of type 'json_object'"),
            _ when request.Choices > 1 && !options.SupportsChoices => ProviderError.BadRequest("'n' : number must be at most 1", "n"),
            _ when request.LogProbabilities && !options.SupportsTokenProbabilities => ProviderError.Unsupported("logprobs", "'logprobs'"),
            _ when request.Tools.Count > 0 && !options.SupportsTools => ProviderError.Unsupported("tools", "'tools'"),
            _ => null,
        };
    }

    private ProviderError? Reply(Exchange exchange, Dialect dialect, long number, int promptTokens, Fault fault)
    {
        var (request, reply) = (exchange.Request, exchange.Reply);
        reply.Id = StableHash.Mix(~(ulong)options.Seed, (ulong)number);
        reply.Model = fault == Fault.WrongModel ? dialect.OtherModel : request.Model;
        reply.CreatedAt = options.Clock.GetUtcNow();
        reply.PromptTokens = promptTokens;
        dialect.CountCached(cache, request, reply);
        if (replay is not null)
        {
            if (replay.Find(request.Text) is not { } recorded)
            {
                return ProviderError.BadRequest("No replay record matches this request: none has all its texts in the messages.", "messages", "no_replay_record");
            }

            reply.Bytes.Write(Encoding.UTF8.GetBytes(recorded));
            reply.Choices.Add(new ReplyChoice(0, reply.Bytes.WrittenCount, Ending.Complete, []));
        }
        else if (SimulatedApplication.IsAsked(request))
        {
            SimulatedApplication.Answer(request, reply);
        }
        else
        {
            try
            {
                judge.Answer(request, exchange.Body.Bytes, reply);
            }
            catch (Exception failure) when (failure is JsonException or InvalidOperationException)
            {
                return ProviderError.BadRequest($"Invalid schema for response_format: {failure.Message}", "response_format", "invalid_schema");
            }
        }

        ReplyFaults.Apply(fault, reply);
        CutToMaximum(request, reply);
        return null;
    }

    private static void CutToMaximum(ChatRequest request, Reply reply)
    {
        for (var i = 0; request.MaxTokens is { } most && i < reply.Choices.Count; i++)
        {
            if (TokenCount.OfBytes(reply.Choices[i].Length) > most)
            {
                reply.Cut(i, most * TokenCount.BytesPerToken);
            }
        }
    }

    private static Answer Succeed(Exchange exchange, Dialect dialect, Fault fault)
    {
        dialect.WriteReply(exchange.Json, exchange.Request, exchange.Reply);
        exchange.Json.Flush();
        var reply = exchange.Reply;
        return new Answer(StatusCodes.Status200OK, fault, new RequestTokens(reply.PromptTokens, reply.CachedTokens, reply.OutputTokens));
    }

    public static Answer Fail(Exchange exchange, Dialect dialect, ProviderError error, Fault fault, RequestTokens tokens, string requestId)
    {
        if (error.RetryAfter is { } wait)
        {
            RetryAfter.Write(exchange.Http.Response.Headers, wait);
        }

        dialect.WriteError(exchange.Json, error, requestId);
        exchange.Json.Flush();
        return new Answer(dialect.StatusOf(error.Kind), fault, tokens);
    }
}
