using System.Text.Json;
using Assay.Providers.Endpoints;
using Microsoft.Extensions.AI;

namespace Assay.Providers.OpenAi;

/// <summary>Chat completions as OpenAI, Azure OpenAI and the many compatible servers speak them.</summary>
internal sealed class OpenAiChatClient(
    HttpMessageInvoker invoker, ProviderEndpoint endpoint, string model, ProviderLimits limits, TimeProvider clock)
    : ProviderChatClient(invoker, endpoint, model, limits, clock)
{
    protected override void Write(Utf8JsonWriter writer, ChatCall call) => OpenAiRequest.Write(writer, call);

    protected override ChatResponse? Parse(ReadOnlySpan<byte> body) => OpenAiReply.Read(body, Errors);
}
