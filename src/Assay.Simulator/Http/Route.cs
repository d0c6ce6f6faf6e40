using Assay.Simulator.Dialects;

namespace Assay.Simulator.Http;

/// <summary>Which dialect a path speaks.</summary>
internal static class Route
{
    private const string AzurePrefix = "/openai/deployments/";
    private const string ChatCompletions = "/chat/completions";

    private static readonly OpenAiDialect Azure = new(azure: true);

    public static OpenAiDialect OpenAi { get; } = new(azure: false);

    public static AnthropicDialect Anthropic { get; } = new();

    /// <summary>Answers what no route takes.</summary>
    public static Dialect Fallback => OpenAi;

    /// <param name="deployment">The model where the path names it.</param>
    public static Dialect? Find(string path, out string? deployment)
    {
        deployment = null;
        switch (path)
        {
            case "/v1/chat/completions":
                return OpenAi;
            case "/v1/messages":
                return Anthropic;
            case "/openai/v1/chat/completions":
                return Azure;
        }

        if (path.StartsWith(AzurePrefix, StringComparison.Ordinal) && path.EndsWith(ChatCompletions, StringComparison.Ordinal)
            && path.Length > AzurePrefix.Length + ChatCompletions.Length)
        {
            deployment = path[AzurePrefix.Length..^ChatCompletions.Length];
            return Azure;
        }

        return null;
    }
}
