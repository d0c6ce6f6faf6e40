using Assay.Providers.Endpoints;

namespace Assay.Providers;

/// <summary>What every client of one model at one endpoint works with.</summary>
internal sealed record ProviderContext(
    HttpMessageInvoker Invoker, ProviderEndpoint Endpoint, string Model, LearntParameters Learnt, ProviderLimits Limits, TimeProvider Clock);
