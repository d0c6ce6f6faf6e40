using Assay.Configuring;

namespace Assay.Providers.Endpoints;

/// <summary>Works out a provider's endpoint: settings first, then the environment, then the provider's own default.</summary>
internal sealed class EndpointResolver(IReadOnlyDictionary<string, ProviderSettings> settings, Func<string, string?> environment)
{
    public ProviderEndpoint Resolve(string provider)
    {
        settings.TryGetValue(provider, out ProviderSettings? own);
        KnownProvider.All.TryGetValue(provider, out KnownProvider? known);
        if (own is null && known is null)
        {
            throw Unknown(provider);
        }

        WireFormat format = own?.Format ?? known!.Format;
        Uri baseUrl = BaseUrl(provider, own, known);
        (string Key, string Origin)? key = ProviderKey.Find(provider, own, known, environment);
        List<KeyValuePair<string, string>> headers = EndpointHeaders.Build(provider, format, key?.Key, own?.Headers);
        return new ProviderEndpoint(provider, format, baseUrl)
        {
            ApiVersion = own?.ApiVersion ?? (format == WireFormat.Azure ? NonEmpty(environment("OPENAI_API_VERSION")) : null),
            KeyOrigin = key?.Origin,
            Free = own?.Free == true || known is { Free: true },
            PromptCache = own?.PromptCache ?? true,
            Headers = headers,
            Secrets = EndpointHeaders.Secrets(headers, key?.Key),
        };
    }

    public bool IsFree(string provider) =>
        provider == "offline"
        || (settings.TryGetValue(provider, out ProviderSettings? own) && own.Free)
        || (KnownProvider.All.TryGetValue(provider, out KnownProvider? known) && known.Free);

    /// <summary>Whether prompts for this provider are marked for its prefix cache; needs no key.</summary>
    public bool MarksPrefix(string provider)
    {
        settings.TryGetValue(provider, out ProviderSettings? own);
        return own?.PromptCache != false && (own?.Format ?? KnownProvider.All.GetValueOrDefault(provider)?.Format) == WireFormat.Anthropic;
    }

    private Uri BaseUrl(string provider, ProviderSettings? own, KnownProvider? known)
    {
        if (own?.BaseUrl is { } url)
        {
            return BaseUrlText.Check($"providers.{provider}.base_url", url);
        }

        if (known?.BaseUrlVariable is { } variable && NonEmpty(environment(variable)) is { } text)
        {
            return provider == "ollama" ? BaseUrlText.ParseOllamaHost(variable, text) : BaseUrlText.Parse(variable, text);
        }

        if (known?.DefaultBaseUrl is { } standard)
        {
            return new Uri(standard);
        }

        throw known?.BaseUrlVariable is { } missing
            ? new ProviderConfigurationException(
                provider,
                $"the environment variable {missing} is not set.",
                $"Set it to the resource's address, such as https://NAME.openai.azure.com, or write providers.{provider}.base_url in assay.yaml.")
            : new ProviderConfigurationException(
                $"providers.{provider}.base_url", "is missing.", "Write where the endpoint answers, such as https://host/v1.");
    }

    private ProviderConfigurationException Unknown(string provider)
    {
        if (provider == "offline")
        {
            return new ProviderConfigurationException(provider, "an offline judge makes no calls.", "Name a provider to call a model.");
        }

        string[] names = [.. KnownProvider.All.Keys.Union(settings.Keys).Order(StringComparer.Ordinal)];
        string? nearest = NearestName.Of(provider, names);
        return new ProviderConfigurationException(
            provider,
            "no provider has this name.",
            (nearest is null ? $"Known: {string.Join(", ", names)}." : $"Did you mean {nearest}?")
            + " Any OpenAI-compatible endpoint can be added under providers: in assay.yaml.");
    }

    private static string? NonEmpty(string? text) => string.IsNullOrWhiteSpace(text) ? null : text;
}
