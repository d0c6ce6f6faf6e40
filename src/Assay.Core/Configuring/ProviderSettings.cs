namespace Assay.Configuring;

/// <summary>The wire format a provider speaks.</summary>
public enum WireFormat
{
    OpenAi,
    Azure,
    Anthropic,
}

/// <summary>One entry of <c>providers:</c> in <c>assay.yaml</c>. Whatever is absent falls back to the environment, then to the provider's own default.</summary>
public sealed record ProviderSettings
{
    public required string Name { get; init; }

    public required WireFormat Format { get; init; }

    /// <summary>Up to and with the version part, such as <c>https://host/v1</c>.</summary>
    public Uri? BaseUrl { get; init; }

    /// <summary>The environment variable that holds the key.</summary>
    public string? KeyVariable { get; init; }

    /// <summary>A file that holds nothing but the key, such as a mounted secret.</summary>
    public string? KeyFile { get; init; }

    public IReadOnlyDictionary<string, string> Headers { get; init; } = new Dictionary<string, string>();

    /// <summary>For Azure: the <c>api-version</c> query parameter.</summary>
    public string? ApiVersion { get; init; }

    /// <summary>Calls to this provider cost nothing.</summary>
    public bool Free { get; init; }

    /// <summary>Whether prompts are marked so that the provider keeps their common beginning in its prefix cache, where it wants to be told.</summary>
    public bool PromptCache { get; init; } = true;
}
