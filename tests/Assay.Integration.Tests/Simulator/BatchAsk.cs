using System.Net.Http.Json;
using System.Text.Json.Nodes;

namespace Assay.Integration.Tests.Simulator;

/// <summary>Batches as they are put together by hand, in both shapes.</summary>
internal static class BatchAsk
{
    public const string Batches = "/v1/batches";
    public const string MessageBatches = "/v1/messages/batches";

    public static string Line(string id, string output, string url = "/v1/chat/completions") => new JsonObject
    {
        ["custom_id"] = id,
        ["method"] = "POST",
        ["url"] = url,
        ["body"] = Ask.Chat(Ask.Item(output)).WithSchema(),
    }.ToJsonString();

    public static async Task<JsonNode> UploadAsync(this SimulatedProvider provider, string purpose, params string[] lines)
    {
        using var form = new MultipartFormDataContent();
        using var words = new StringContent(purpose);
        using var file = new StringContent(string.Join('\n', lines));
        form.Add(words, "purpose");
        form.Add(file, "file", "requests.jsonl");
        using var response = await provider.Http.PostAsync(new Uri("/v1/files", UriKind.Relative), form, TestContext.Current.CancellationToken);
        return JsonNode.Parse(await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken))!;
    }

    public static async Task<ProviderReply> BeginAsync(this SimulatedProvider provider, params string[] lines) => await provider.PostAsync(Batches, new JsonObject
    {
        ["input_file_id"] = (string?)(await provider.UploadAsync("batch", lines))["id"],
        ["endpoint"] = "/v1/chat/completions",
        ["completion_window"] = "24h",
        ["metadata"] = new JsonObject { ["token"] = "t1" },
    });

    public static Task<ProviderReply> BeginMessagesAsync(this SimulatedProvider provider, params string[] ids) => provider.PostAsync(MessageBatches, new JsonObject
    {
        ["requests"] = new JsonArray([.. ids.Select(id => new JsonObject { ["custom_id"] = id, ["params"] = Ask.Messages(Ask.Item($"An answer called {id}.")) })]),
    });

    public static async Task<JsonNode> GetAsync(this SimulatedProvider provider, string path) => JsonNode.Parse(await provider.TextAsync(path))!;

    public static async Task<string> TextAsync(this SimulatedProvider provider, string path)
    {
        using var response = await provider.Http.GetAsync(new Uri(path, UriKind.Relative), TestContext.Current.CancellationToken);
        return await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
    }

    public static async Task<JsonNode[]> LinesAsync(this SimulatedProvider provider, string path) =>
        [.. (await provider.TextAsync(path)).Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonNode.Parse(line)!)];
}
