using System.Collections.Concurrent;
using System.Net;
using Assay.Configuring;
using Assay.Providers.Anthropic;
using Assay.Providers.Endpoints;
using Assay.Providers.OpenAi;
using Assay.Scoring.Judging;
using Assay.Scoring.Pacing;
using Microsoft.Extensions.AI;

namespace Assay.Providers;

/// <summary>Makes the client for a model reference. All its clients share one pool of connections, which ends with the factory.</summary>
public sealed class ChatClientFactory : IDisposable
{
    private static readonly TimeSpan LongestConnect = TimeSpan.FromSeconds(10);

    private readonly EndpointResolver _resolver;
    private readonly ConcurrentDictionary<string, ProviderEndpoint> _endpoints = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<ModelReference, Pacer> _pacers = new();
    private readonly HttpMessageInvoker _invoker;
    private readonly ProviderLimits _limits;
    private readonly TimeProvider _clock;

    /// <param name="settings">By provider name, from <c>assay.yaml</c>; they win over the environment.</param>
    /// <param name="environment">Reads an environment variable.</param>
    public ChatClientFactory(
        IReadOnlyDictionary<string, ProviderSettings> settings,
        Func<string, string?> environment,
        TimeProvider clock,
        ProviderLimits limits)
        : this(settings, environment, clock, limits, Connections(limits))
    {
    }

    internal ChatClientFactory(
        IReadOnlyDictionary<string, ProviderSettings> settings,
        Func<string, string?> environment,
        TimeProvider clock,
        ProviderLimits limits,
        HttpMessageHandler handler)
    {
        _resolver = new EndpointResolver(settings, environment);
        _invoker = new HttpMessageInvoker(handler, disposeHandler: true);
        _limits = limits;
        _clock = clock;
    }

    /// <exception cref="ProviderConfigurationException">The name is unknown, a key is missing, or an address is no URL.</exception>
    public IChatClient Create(ModelReference model)
    {
        ProviderEndpoint endpoint = _endpoints.GetOrAdd(model.Provider, _resolver.Resolve);
        return endpoint.Format == WireFormat.Anthropic
            ? new AnthropicChatClient(_invoker, endpoint, model.Model, _limits, _clock)
            : new OpenAiChatClient(_invoker, endpoint, model.Model, _limits, _clock);
    }

    /// <summary>Where finding out the form of reply begins: messages in Anthropic's format know tools, but no reply schema.</summary>
    /// <inheritdoc cref="Create"/>
    public ReplyForm StrictestForm(ModelReference model) =>
        _endpoints.GetOrAdd(model.Provider, _resolver.Resolve).Format == WireFormat.Anthropic ? ReplyForm.ToolCall : ReplyForm.JsonSchema;

    /// <summary>The one limiter of calls to this model with its provider's key; whoever asks gets the same.</summary>
    /// <param name="maxConcurrency">Calls at the same time at most; the first to ask decides.</param>
    public Pacer PacerFor(ModelReference model, int maxConcurrency) =>
        _pacers.GetOrAdd(model, _ => new Pacer(new PacerOptions { MaxConcurrency = maxConcurrency }, _clock, new Random()));

    /// <summary>Calls to this model are known to cost nothing: a model on this machine, no model at all, or declared free.</summary>
    public bool IsFree(ModelReference model) => _resolver.IsFree(model.Provider);

    public void Dispose()
    {
        _invoker.Dispose();
        foreach (Pacer pacer in _pacers.Values)
        {
            pacer.Dispose();
        }
    }

    private static SocketsHttpHandler Connections(ProviderLimits limits) => new()
    {
        AllowAutoRedirect = false,
        UseCookies = false,
        AutomaticDecompression = DecompressionMethods.All,
        ConnectTimeout = limits.Deadline < LongestConnect ? limits.Deadline : LongestConnect,
        PooledConnectionLifetime = TimeSpan.FromMinutes(10),
        PooledConnectionIdleTimeout = TimeSpan.FromMinutes(1),
        MaxConnectionsPerServer = int.MaxValue,

        // What is left of a reply that was given up is not worth reading: the connection is closed.
        MaxResponseDrainSize = 0,

        // No trace headers to a vendor, and no work for making them.
        ActivityHeadersPropagator = null,
    };
}
