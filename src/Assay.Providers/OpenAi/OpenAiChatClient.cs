using System.Text.Json;
using Microsoft.Extensions.AI;

namespace Assay.Providers.OpenAi;

/// <summary>Chat completions as OpenAI, Azure OpenAI and the many compatible servers speak them.</summary>
internal sealed class OpenAiChatClient(ProviderContext context) : ProviderChatClient(context)
{
    private readonly PrefixKey _key = new();

    /// <summary>Judges begin with the same rules: without a key, those of different rubrics would be led to one and the same cache.</summary>
    protected override ChatCall Prepare(ChatCall call) =>
        Context.Endpoint is { Name: "openai", PromptCache: true } && call.Prefix is { } prefix && PrefixSize.Reaches(call.Model, prefix)
            ? call with { CacheKey = _key.Of(prefix) }
            : call;

    protected override void Write(Utf8JsonWriter writer, ChatCall call) => OpenAiRequest.Write(writer, call);

    protected override ChatResponse? Parse(ReadOnlySpan<byte> body) => OpenAiReply.Read(body, Errors);
}
