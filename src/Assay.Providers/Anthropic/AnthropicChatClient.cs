using System.Text.Json;
using Assay.Providers.Endpoints;
using Microsoft.Extensions.AI;

namespace Assay.Providers.Anthropic;

/// <summary>Anthropic's messages API. It has no JSON mode here, gives one choice per call and takes no seed.</summary>
internal sealed class AnthropicChatClient(
    HttpMessageInvoker invoker, ProviderEndpoint endpoint, string model, ProviderLimits limits, TimeProvider clock)
    : ProviderChatClient(invoker, endpoint, model, limits, clock)
{
    protected override void Write(Utf8JsonWriter writer, ChatCall call)
    {
        if (call.Options.ResponseFormat is ChatResponseFormatJson json)
        {
            throw Errors.FormNotOffered(json.Schema is null ? "JSON mode" : "reply by JSON schema");
        }

        AnthropicRequest.Write(writer, call);
    }

    protected override ChatResponse? Parse(ReadOnlySpan<byte> body) => AnthropicReply.Read(body);
}
