using Assay.Configuring;

namespace Assay.Providers.Endpoints;

/// <summary>A provider that needs no entry in <c>assay.yaml</c>.</summary>
internal sealed record KnownProvider(string Name, WireFormat Format)
{
    public string? DefaultBaseUrl { get; init; }

    public string? BaseUrlVariable { get; init; }

    public string? KeyVariable { get; init; }

    public bool NeedsKey { get; init; }

    public bool Free { get; init; }

    public static readonly IReadOnlyDictionary<string, KnownProvider> All = new KnownProvider[]
    {
        new("openai", WireFormat.OpenAi)
        {
            DefaultBaseUrl = "https://api.openai.com/v1",
            BaseUrlVariable = "OPENAI_BASE_URL",
            KeyVariable = "OPENAI_API_KEY",
            NeedsKey = true,
        },
        new("anthropic", WireFormat.Anthropic)
        {
            DefaultBaseUrl = "https://api.anthropic.com",
            BaseUrlVariable = "ANTHROPIC_BASE_URL",
            KeyVariable = "ANTHROPIC_API_KEY",
            NeedsKey = true,
        },
        new("azure", WireFormat.Azure)
        {
            BaseUrlVariable = "AZURE_OPENAI_ENDPOINT",
            KeyVariable = "AZURE_OPENAI_API_KEY",
            NeedsKey = true,
        },
        new("openrouter", WireFormat.OpenAi)
        {
            DefaultBaseUrl = "https://openrouter.ai/api/v1",
            KeyVariable = "OPENROUTER_API_KEY",
            NeedsKey = true,
        },
        new("ollama", WireFormat.OpenAi)
        {
            DefaultBaseUrl = "http://127.0.0.1:11434/v1",
            BaseUrlVariable = "OLLAMA_HOST",
            Free = true,
        },
        new("lmstudio", WireFormat.OpenAi)
        {
            DefaultBaseUrl = "http://127.0.0.1:1234/v1",
            Free = true,
        },
    }.ToDictionary(known => known.Name);
}
