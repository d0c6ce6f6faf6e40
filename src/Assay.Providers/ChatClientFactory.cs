using System.Collections.Concurrent;
using System.Net;
using Assay.Configuring;
using Assay.Providers.Anthropic;
using Assay.Providers.Endpoints;
using Assay.Providers.OpenAi;
using Assay.Scoring.Batching;
using Assay.Scoring.Judging;
using Assay.Scoring.Pacing;
using Assay.Scoring.Spending;
using Microsoft.Extensions.AI;

namespace Assay.Providers;

/// <summary>Makes the client for a model reference. All its clients share one pool of connections, which ends with the factory.</summary>
public sealed class ChatClientFactory : IDisposable
{
    private const decimal UsualCacheWrite = 1.25m;

    private static readonly TimeSpan LongestConnect = TimeSpan.FromSeconds(10);

    private readonly EndpointResolver _resolver;
    private readonly ConcurrentDictionary<string, ProviderEndpoint> _endpoints = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<ModelReference, Pacer> _pacers = new();
    private readonly ConcurrentDictionary<ModelReference, LearntParameters> _learnt = new();
    private readonly ConcurrentDictionary<ModelReference, ManyChoices> _choices = new();
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
        ProviderContext context = Context(model);
        return context.Endpoint.Format == WireFormat.Anthropic ? new AnthropicChatClient(context) : new OpenAiChatClient(context);
    }

    /// <summary>The client of the provider's batch API.</summary>
    /// <param name="whyNot">For people, where there is none.</param>
    /// <returns>Null where the provider has no batch API. Whether an endpoint that speaks OpenAI's format has one shows only when it is used.</returns>
    /// <inheritdoc cref="Create"/>
    public IBatchClient? CreateBatchClient(ModelReference model, out string? whyNot)
    {
        if (model.IsOffline)
        {
            whyNot = $"{model} makes no calls, so there is nothing to send in batches";
            return null;
        }

        ProviderContext context = Context(model);
        whyNot = context.Endpoint.Format == WireFormat.Azure
            ? $"{model.Provider} takes batches only for deployments of a kind that answers no single calls, so what a batch leaves open could not be asked"
            : null;
        return context.Endpoint.Format switch
        {
            WireFormat.Azure => null,
            WireFormat.Anthropic => new AnthropicBatchClient(context),
            _ => new OpenAiBatchClient(context),
        };
    }

    /// <summary>Where finding out the form of reply begins: messages in Anthropic's format know tools, but no reply schema.</summary>
    /// <inheritdoc cref="Create"/>
    public ReplyForm StrictestForm(ModelReference model) =>
        _endpoints.GetOrAdd(model.Provider, _resolver.Resolve).Format == WireFormat.Anthropic ? ReplyForm.ToolCall : ReplyForm.JsonSchema;

    /// <summary>Whether one call to this model may ask for several choices; whoever asks gets the same, and learns what others found out.</summary>
    /// <inheritdoc cref="Create"/>
    public ManyChoices ChoicesOf(ModelReference model) =>
        _choices.GetOrAdd(model, m => new ManyChoices(given: _endpoints.GetOrAdd(m.Provider, _resolver.Resolve).Format != WireFormat.Anthropic));

    /// <summary>The one limiter of calls to this model with its provider's key; whoever asks gets the same.</summary>
    /// <param name="maxConcurrency">Calls at the same time at most; the first to ask decides.</param>
    public Pacer PacerFor(ModelReference model, int maxConcurrency) =>
        _pacers.GetOrAdd(model, _ => new Pacer(new PacerOptions { MaxConcurrency = maxConcurrency }, _clock, new Random()));

    /// <summary>
    /// The price of this model at its endpoint: where prompts are marked for a prefix cache, what is written into it costs 1.25 times the
    /// input unless the price says otherwise; where none are, nothing is written.
    /// </summary>
    public ModelPrice Priced(ModelReference model, ModelPrice price) => price with
    {
        CacheWrite = _resolver.MarksPrefix(model.Provider) ? price.CacheWrite ?? price.Input * UsualCacheWrite : null,
    };

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

    private ProviderContext Context(ModelReference model) => new(
        _invoker,
        _endpoints.GetOrAdd(model.Provider, _resolver.Resolve),
        model.Model,
        _learnt.GetOrAdd(model, static m => new LearntParameters(m.Model)),
        _limits,
        _clock);

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
