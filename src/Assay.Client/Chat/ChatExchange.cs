using Assay.Client.Sending;
using Microsoft.Extensions.AI;

namespace Assay.Client;

/// <summary>One call of a chat client, read as one response.</summary>
internal sealed class ChatExchange(ChatMessage[] asked, ChatOptions? options, ChatResponse answer, TimeSpan latency)
{
    public IReadOnlyList<ChatMessage> Asked => asked;

    public ChatResponse Answer => answer;

    /// <summary>What the assistant said after its last tool had answered; empty where it only called tools.</summary>
    public string Output { get; } = string.Join('\n', Said(answer.Messages));

    /// <summary>Null where the user said nothing.</summary>
    public AssayResponse? ToResponse(TimeProvider clock)
    {
        int last = Array.FindLastIndex(asked, m => m.Role == ChatRole.User);
        string input = last < 0 ? "" : MessageText.Of(asked[last]);
        if (input.Length == 0)
        {
            return null;
        }

        return new AssayResponse
        {
            Id = RecordWriter.NewId(clock),
            Input = input,
            Output = Output,
            Conversation = [.. asked[..last].Select(m => new AssayTurn(m.Role.Value, MessageText.Of(m))).Where(t => t.Content.Length > 0)],
            Context = [.. asked[(last + 1)..].Concat(answer.Messages).SelectMany(MessageText.ToolResults)],
            OccurredAt = clock.GetUtcNow(),
            Metadata = Metadata(),
        };
    }

    private Dictionary<string, object?> Metadata()
    {
        var metadata = new Dictionary<string, object?>(StringComparer.Ordinal);
        Add("model", answer.ModelId ?? options?.ModelId);
        Add("finish_reason", answer.FinishReason?.Value);
        Add("latency_ms", (long)Math.Round(latency.TotalMilliseconds));
        Add("input_tokens", answer.Usage?.InputTokenCount);
        Add("output_tokens", answer.Usage?.OutputTokenCount);
        Add("session", answer.ConversationId ?? options?.ConversationId);
        return metadata;

        void Add(string name, object? value)
        {
            if (value is not null)
            {
                metadata[name] = value;
            }
        }
    }

    private static IEnumerable<string> Said(IList<ChatMessage> messages)
    {
        int lastTool = messages.ToList().FindLastIndex(m => m.Contents.Any(c => c is FunctionResultContent));
        return messages.Skip(lastTool + 1).Where(m => m.Role == ChatRole.Assistant).Select(MessageText.Of).Where(text => text.Length > 0);
    }
}
