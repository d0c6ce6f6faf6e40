using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Assay.Simulator;

namespace Assay.Integration.Tests.Simulator;

/// <summary>A running simulator and a client for it.</summary>
internal sealed class SimulatedProvider : IAsyncDisposable
{
    private readonly ProviderSimulator simulator;

    private SimulatedProvider(ProviderSimulator simulator)
    {
        this.simulator = simulator;
        Http = new HttpClient { BaseAddress = simulator.BaseAddress, Timeout = TimeSpan.FromSeconds(20) };
    }

    public HttpClient Http { get; }

    public long RequestCount => simulator.RequestCount;

    public static async Task<SimulatedProvider> StartAsync(SimulatorOptions? options = null) =>
        new(await ProviderSimulator.StartAsync(options ?? new SimulatorOptions(), TestContext.Current.CancellationToken));

    public Task<ProviderReply> ChatAsync(JsonObject body) => PostAsync("/v1/chat/completions", body);

    public Task<ProviderReply> MessagesAsync(JsonObject body) => PostAsync("/v1/messages", body);

    public async Task<ProviderReply> PostAsync(string path, JsonObject body)
    {
        using var content = JsonContent.Create(body);
        using var response = await Http.PostAsync(new Uri(path, UriKind.Relative), content, TestContext.Current.CancellationToken);
        var text = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        var headers = response.Headers.ToDictionary(header => header.Key, header => string.Join(',', header.Value), StringComparer.OrdinalIgnoreCase);
        return new ProviderReply((int)response.StatusCode, headers, response.Content.Headers.ContentType?.MediaType, text);
    }

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        await simulator.DisposeAsync();
    }
}
