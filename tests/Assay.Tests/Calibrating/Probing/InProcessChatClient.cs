using System.Buffers;
using System.Text.Json;
using Assay.Simulator;
using Microsoft.Extensions.AI;

namespace Assay.Tests.Calibrating.Probing;

/// <summary>The simulated judge as a chat client, without a wire: many thousand calls in a second.</summary>
internal sealed class InProcessChatClient(SimulatorOptions options) : IChatClient
{
    private readonly InProcessProvider _provider = new(options);
    private readonly ArrayBufferWriter<byte> _body = new(4096);

    public Task<ChatResponse> GetResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
    {
        _body.ResetWrittenCount();
        using (var json = new Utf8JsonWriter(_body))
        {
            Write(json, messages, options);
        }

        using var reply = JsonDocument.Parse(_provider.Answer(_body.WrittenMemory));
        string text = reply.RootElement.GetProperty("choices")[0].GetProperty("message").GetProperty("content").GetString()!;
        return Task.FromResult(new ChatResponse(new ChatMessage(ChatRole.Assistant, text)) { FinishReason = ChatFinishReason.Stop });
    }

    public IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default) =>
        throw new NotSupportedException();

    public object? GetService(Type serviceType, object? serviceKey = null) => null;

    public void Dispose()
    {
    }

    private static void Write(Utf8JsonWriter json, IEnumerable<ChatMessage> messages, ChatOptions? options)
    {
        json.WriteStartObject();
        json.WriteString("model", "simulated-judge");
        json.WriteNumber("temperature", options?.Temperature ?? 1);
        json.WriteStartArray("messages");
        foreach (ChatMessage message in messages)
        {
            json.WriteStartObject();
            json.WriteString("role", message.Role.Value);
            json.WriteString("content", message.Text);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        if (options?.ResponseFormat is ChatResponseFormatJson { Schema: { } schema })
        {
            json.WriteStartObject("response_format");
            json.WriteString("type", "json_schema");
            json.WriteStartObject("json_schema");
            json.WriteString("name", "verdict");
            json.WritePropertyName("schema");
            schema.WriteTo(json);
            json.WriteEndObject();
            json.WriteEndObject();
        }

        json.WriteEndObject();
    }
}
