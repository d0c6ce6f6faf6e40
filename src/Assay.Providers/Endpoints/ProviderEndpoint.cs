using Assay.Configuring;

namespace Assay.Providers.Endpoints;

/// <summary>Where a provider answers and what every call to it carries. Not a record: its text must never show a key.</summary>
internal sealed class ProviderEndpoint(string name, WireFormat format, Uri baseUrl)
{
    public string Name { get; } = name;

    public WireFormat Format { get; } = format;

    public Uri BaseUrl { get; } = baseUrl;

    /// <summary>Scheme, host and port: the part of the address that may stand in a message.</summary>
    public string Address { get; } = baseUrl.GetLeftPart(UriPartial.Authority);

    public string? ApiVersion { get; init; }

    /// <summary>Where the key came from: an environment variable or a file. Null when no key is sent.</summary>
    public string? KeyOrigin { get; init; }

    public bool Free { get; init; }

    /// <summary>Whether the common beginning of prompts is marked for the provider's prefix cache.</summary>
    public bool PromptCache { get; init; } = true;

    public IReadOnlyList<KeyValuePair<string, string>> Headers { get; init; } = [];

    /// <summary>Texts that must not stand in any message: the key and whatever looks like one in the headers.</summary>
    public IReadOnlyList<string> Secrets { get; init; } = [];

    public Uri ChatUrl(string model) => Format switch
    {
        WireFormat.Anthropic => ChatAddress.Anthropic(BaseUrl),
        WireFormat.Azure => ChatAddress.Azure(BaseUrl, model, ApiVersion ?? "2024-10-21"),
        _ => ChatAddress.OpenAi(BaseUrl),
    };
}
