using System.ClientModel;
using System.Text.Json;
using OpenAI;
using OpenAI.Chat;

namespace Assay.Benchmarks.Clients;

/// <summary>The official OpenAI SDK for .NET: the same messages and the same reply schema, the text of the reply read and dropped.</summary>
internal sealed class OpenAiSdkLoop : IPlainClient
{
    private readonly ChatClient _client;
    private readonly (string System, string User)[] _messages;
    private readonly BinaryData _schema;

    public OpenAiSdkLoop(Uri provider, byte[][] bodies)
    {
        using JsonDocument first = JsonDocument.Parse(bodies[0]);
        _schema = BinaryData.FromString(first.RootElement.GetProperty("response_format").GetProperty("json_schema").GetProperty("schema").GetRawText());
        _client = new ChatClient(
            first.RootElement.GetProperty("model").GetString()!, new ApiKeyCredential("any"), new OpenAIClientOptions { Endpoint = new Uri(provider, "v1") });
        _messages = [.. bodies.Select(Messages)];
    }

    public async Task CallAsync(int number)
    {
        (string system, string user) = _messages[number % _messages.Length];
        var options = new ChatCompletionOptions
        {
            Temperature = 0,
            MaxOutputTokenCount = 1024,
            ResponseFormat = ChatResponseFormat.CreateJsonSchemaFormat("verdict", _schema, jsonSchemaIsStrict: true),
        };
        ChatCompletion completion = await _client.CompleteChatAsync([ChatMessage.CreateSystemMessage(system), ChatMessage.CreateUserMessage(user)], options);
        if (completion.Content[0].Text.Length == 0)
        {
            throw new InvalidOperationException("an empty reply");
        }
    }

    public Task CompleteAsync() => Task.CompletedTask;

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private static (string System, string User) Messages(byte[] body)
    {
        using JsonDocument document = JsonDocument.Parse(body);
        JsonElement messages = document.RootElement.GetProperty("messages");
        return (messages[0].GetProperty("content").GetString()!, messages[1].GetProperty("content").GetString()!);
    }
}
