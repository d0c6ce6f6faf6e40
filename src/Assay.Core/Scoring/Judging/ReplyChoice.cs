using System.Text.Json;
using Assay.Scoring.Replies;
using Microsoft.Extensions.AI;

namespace Assay.Scoring.Judging;

/// <summary>One answer of a model. A reply has one, or as many as were asked for at once.</summary>
internal sealed record ReplyChoice(string Text, ChatFinishReason? Finish)
{
    /// <summary>What the provider says where the model refused; null where it did not.</summary>
    public string? Refusal { get; init; }

    /// <summary>Empty where the provider does not tell.</summary>
    public IReadOnlyList<ReplyToken> Tokens { get; init; } = [];

    /// <param name="asked">How many choices the call asked for; a provider may give fewer.</param>
    public static IReadOnlyList<ReplyChoice> Of(ChatResponse reply, int asked) => asked == 1
        ? [Of(reply.Messages, reply.FinishReason)]
        : [.. reply.Messages.Take(asked).Select(m => Of([m], m.AdditionalProperties?.GetValueOrDefault(CallProperties.FinishReason) as ChatFinishReason? ?? reply.FinishReason))];

    private static ReplyChoice Of(IList<ChatMessage> messages, ChatFinishReason? finish) => new(TextOf(messages), finish)
    {
        Refusal = messages.SelectMany(m => m.Contents).OfType<ErrorContent>().FirstOrDefault()?.Message,
        Tokens = messages is [{ AdditionalProperties: { } properties }] ? properties.GetValueOrDefault(CallProperties.Tokens) as IReadOnlyList<ReplyToken> ?? [] : [],
    };

    /// <summary>A forced tool call is as good as a JSON reply; its arguments stay as the model wrote them. Of several, all count.</summary>
    private static string TextOf(IList<ChatMessage> messages)
    {
        if (messages is [{ Contents: [TextContent only] }])
        {
            return only.Text;
        }

        FunctionCallContent[] calls = [.. messages.SelectMany(m => m.Contents).OfType<FunctionCallContent>()];
        return calls.Length == 0 ? new ChatResponse(messages).Text : string.Join('\n', calls.Select(Arguments));
    }

    private static string Arguments(FunctionCallContent call) => call.RawRepresentation as string
        ?? JsonSerializer.Serialize(call.Arguments, AIJsonUtilities.DefaultOptions.GetTypeInfo(typeof(IDictionary<string, object?>)));
}
