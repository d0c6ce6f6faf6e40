using System.Text.Json;
using Microsoft.Extensions.AI;

namespace Assay.Providers.Anthropic;

/// <summary>Anthropic's messages API. It has no JSON mode here, gives one choice per call and takes no seed.</summary>
internal sealed class AnthropicChatClient(ProviderContext context) : ProviderChatClient(context)
{
    private readonly PrefixMarks _marks = new(context.Clock);

    protected override ChatCall Prepare(ChatCall call) => call with { MarksPrefix = Markable(call) is { } prefix && _marks.ShouldMark(prefix) };

    protected override void Finish(ChatCall call, ChatResponse? response)
    {
        if (call.MarksPrefix)
        {
            _marks.Finish(call.Prefix!, response?.Usage);
        }
    }

    /// <summary>The prefix, where it is long enough for this model's cache and that is not switched off.</summary>
    private string? Markable(ChatCall call) =>
        Context.Endpoint.PromptCache && call.Prefix is { } prefix && PrefixSize.Reaches(call.Model, prefix) ? prefix : null;

    protected override void Write(Utf8JsonWriter writer, ChatCall call)
    {
        AnthropicRequest.ThrowIfNotOffered(call.Options, Errors);
        AnthropicRequest.Write(writer, call);
    }

    protected override ChatResponse? Parse(ReadOnlySpan<byte> body) => AnthropicReply.Read(body);
}
