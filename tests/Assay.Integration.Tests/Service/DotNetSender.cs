using System.ClientModel;
using System.Diagnostics;
using System.Text.Json;
using Assay.Integration.Tests.Testing;
using OpenAI;
using OpenAI.Chat;
using OpenTelemetry;
using OpenTelemetry.Exporter;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace Assay.Integration.Tests.Service;

/// <summary>
/// An application on .NET that writes the spans of its model calls itself, over OpenAI's client, whose own spans tell no texts;
/// OpenTelemetry's SDK sends both.
/// </summary>
internal static class DotNetSender
{
    private static readonly ActivitySource Source = new("Assay.Integration.Tests.DotNetSender");

    /// <summary>The completions as OpenAI's API gave them.</summary>
    public static async Task<IReadOnlyList<JsonElement>> RunAsync(IReadOnlyDictionary<string, string> environment, Uri endpoint, IEnumerable<SentChat> chats)
    {
        AppContext.SetSwitch("OpenAI.Experimental.EnableOpenTelemetry", isEnabled: true);
        using TracerProvider tracing = Sdk.CreateTracerProviderBuilder()
            .ConfigureResource(resource => resource.AddService("dotnet", serviceVersion: "1.2.0"))
            .AddSource(Source.Name, "OpenAI.ChatClient")
            .AddOtlpExporter(exporter =>
            {
                exporter.Endpoint = new Uri(endpoint, "/v1/traces");
                exporter.Protocol = OtlpExportProtocol.HttpProtobuf;
                exporter.Compression = OtlpExportCompression.GZip;
            })
            .Build();
        var client = new ChatClient("gpt-4o-mini", new ApiKeyCredential(environment["OPENAI_API_KEY"]), new OpenAIClientOptions { Endpoint = new Uri(environment["OPENAI_BASE_URL"]) });
        List<JsonElement> completions = [];
        foreach (SentChat chat in chats)
        {
            completions.Add(await CompleteAsync(client, JsonElement.Parse(chat.Request).GetProperty("messages")));
        }

        Assert.True(tracing.ForceFlush());
        return completions;
    }

    private static async Task<JsonElement> CompleteAsync(ChatClient client, JsonElement messages)
    {
        (string Role, string Text)[] said = [.. messages.EnumerateArray().Select(m => (m.GetProperty("role").GetString()!, m.GetProperty("content").GetString()!))];
        using Activity span = Source.StartActivity("chat gpt-4o-mini", ActivityKind.Client)!;
        var got = await client.CompleteChatAsync(said.Select(Message), new ChatCompletionOptions { Temperature = 0.5f }, TestContext.Current.CancellationToken);
        ChatCompletion completion = got.Value;
        span.SetTag("gen_ai.operation.name", "chat")
            .SetTag("gen_ai.provider.name", "openai")
            .SetTag("gen_ai.request.model", "gpt-4o-mini")
            .SetTag("gen_ai.request.temperature", 0.5)
            .SetTag("gen_ai.response.id", completion.Id)
            .SetTag("gen_ai.response.finish_reasons", new[] { "stop" })
            .SetTag("gen_ai.usage.input_tokens", completion.Usage.InputTokenCount)
            .SetTag("gen_ai.usage.output_tokens", completion.Usage.OutputTokenCount)
            .SetTag("gen_ai.input.messages", JsonSerializer.Serialize(said.Select(m => Told(m.Role, m.Text))))
            .SetTag("gen_ai.output.messages", JsonSerializer.Serialize(new[] { Told("assistant", completion.Content[0].Text) }));
        return JsonElement.Parse(got.GetRawResponse().Content.ToMemory().Span);
    }

    private static ChatMessage Message((string Role, string Text) said) => said.Role switch
    {
        "system" => new SystemChatMessage(said.Text),
        "assistant" => new AssistantChatMessage(said.Text),
        _ => new UserChatMessage(said.Text),
    };

    private static object Told(string role, string text) => new { role, parts = new[] { new { type = "text", content = text } } };
}
