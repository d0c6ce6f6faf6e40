using System.Text.Json;
using Assay.Simulator.Chat;
using Assay.Simulator.Limits;
using Microsoft.AspNetCore.Http;

namespace Assay.Simulator.Dialects;

/// <summary>How one provider writes requests, replies, errors and limits.</summary>
internal abstract class Dialect
{
    public abstract string RequestIdHeader { get; }

    /// <summary>What <c>model</c> says when the wrong model answers.</summary>
    public abstract string OtherModel { get; }

    public abstract string? KeyOf(IHeaderDictionary headers);

    /// <summary>Fills the request from its body; the error where the body asks what cannot be answered.</summary>
    /// <exception cref="JsonException">The body is not JSON of the expected shape.</exception>
    public abstract ProviderError? Read(ReadOnlySpan<byte> body, ChatRequest request);

    public abstract ProviderError WrongKey(string? key);

    public abstract ProviderError UnknownModel(string model);

    public abstract ProviderError LimitReached(string model, LimitExceeded exceeded);

    public abstract int StatusOf(ErrorKind kind);

    /// <summary>Sets how much of the prompt was cached.</summary>
    public abstract void CountCached(PromptCache cache, ChatRequest request, Reply reply);

    public abstract void WriteReply(Utf8JsonWriter json, ChatRequest request, Reply reply);

    public abstract void WriteError(Utf8JsonWriter json, ProviderError error, string requestId);

    public abstract void WriteLimits(IHeaderDictionary headers, Admission admission, DateTimeOffset now);
}
