namespace Assay.Providers.Endpoints;

/// <summary>The full address of a chat call, made from the base URL that people write.</summary>
internal static class ChatAddress
{
    private const string OpenAiPath = "/chat/completions";
    private const string AnthropicPath = "/v1/messages";

    public static Uri OpenAi(Uri baseUrl) =>
        WithPath(baseUrl, Path(baseUrl, OpenAiPath) + OpenAiPath);

    /// <summary>Vendors' tools differ in whether the base URL ends with the version, so both are taken.</summary>
    public static Uri Anthropic(Uri baseUrl)
    {
        string path = Path(baseUrl, AnthropicPath);
        return WithPath(baseUrl, (path.EndsWith("/v1", StringComparison.Ordinal) ? path[..^3] : path) + AnthropicPath);
    }

    /// <summary>What stands beside chat completions at the same endpoint, such as <c>files</c>.</summary>
    public static Uri BesideOpenAi(Uri baseUrl, string path) => new(WithPath(baseUrl, Path(baseUrl, OpenAiPath) + "/"), path);

    /// <summary>What stands under messages, such as <c>batches</c>.</summary>
    public static Uri UnderAnthropic(Uri baseUrl, string path) => new($"{Anthropic(baseUrl)}/{path}");

    public static Uri Azure(Uri endpoint, string deployment, string apiVersion)
    {
        string path = $"{Path(endpoint, "/openai")}/openai/deployments/{Uri.EscapeDataString(deployment)}{OpenAiPath}";
        return new UriBuilder(endpoint) { Path = path, Query = $"api-version={Uri.EscapeDataString(apiVersion)}" }.Uri;
    }

    private static string Path(Uri baseUrl, string withoutEnding)
    {
        string path = baseUrl.AbsolutePath.TrimEnd('/');
        return path.EndsWith(withoutEnding, StringComparison.Ordinal) ? path[..^withoutEnding.Length] : path;
    }

    private static Uri WithPath(Uri baseUrl, string path) => new UriBuilder(baseUrl) { Path = path }.Uri;
}
