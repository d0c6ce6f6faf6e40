using Assay.Configuring;
using Assay.Integration.Tests.Testing;
using Assay.Providers;
using Assay.Scoring.Batching;
using Assay.Scoring.Judging;
using Assay.Simulator;
using Microsoft.Extensions.AI;

namespace Assay.Integration.Tests.Providers;

/// <summary>A simulated provider and clients of it, on a clock that a test moves.</summary>
internal sealed class BatchScene : IAsyncDisposable
{
    private readonly ProviderSimulator _provider;
    private readonly WireFormat _format;
    private readonly List<ChatClientFactory> _factories = [];

    private BatchScene(ProviderSimulator provider, WireFormat format, SteppedClock clock)
    {
        _provider = provider;
        _format = format;
        Clock = clock;
    }

    public SteppedClock Clock { get; }

    public static readonly ChatOptions Options = new() { Temperature = 0, MaxOutputTokens = 300 };

    public static async Task<BatchScene> StartAsync(WireFormat format, TimeSpan delay = default, string faults = "", string wire = "", string? onlyKey = null)
    {
        var clock = new SteppedClock();
        ProviderSimulator provider = await ProviderSimulator.StartAsync(
            new SimulatorOptions { Clock = clock, BatchDelay = delay, BatchFaults = BatchFaultMix.Parse(faults), Faults = FaultMix.Parse(wire), ApiKey = onlyKey, Seed = 3 },
            TestContext.Current.CancellationToken);
        return new BatchScene(provider, format, clock);
    }

    public ChatClientFactory Factory(string key = "sk-mine", string path = "", ProviderLimits? limits = null)
    {
        var url = new Uri($"{_provider.BaseAddress}{path}{(_format == WireFormat.Anthropic ? "" : "v1")}");
        var factory = new ChatClientFactory(
            new Dictionary<string, ProviderSettings> { ["sim"] = new() { Name = "sim", Format = _format, BaseUrl = url, KeyVariable = "KEY" } },
            name => name == "KEY" ? key : null,
            Clock,
            limits ?? new ProviderLimits(TimeSpan.FromSeconds(20)));
        _factories.Add(factory);
        return factory;
    }

    public IBatchClient Client(string key = "sk-mine", string path = "", ProviderLimits? limits = null) =>
        Factory(key, path, limits).CreateBatchClient(new ModelReference("sim", "judge"), out _)!;

    public IChatClient Live() => Factory().Create(new ModelReference("sim", "judge"));

    public static BatchRequest Request(int i) => new($"{i}-0", [new(ChatRole.System, "You are a judge.\n\n## accuracy\nIs it right?\nscale: 1-5\n"), new(ChatRole.User, $"Answer number {i} to a question.")], Options);

    /// <summary>Begins a batch of so many requests.</summary>
    public static async Task<BatchStatus> SubmitAsync(IBatchClient client, string token, int requests)
    {
        using IBatchUpload upload = client.Begin(token);
        for (int i = 0; i < requests; i++)
        {
            Assert.True(upload.TryAdd(Request(i)));
        }

        Assert.Equal(requests, upload.Count);
        return await upload.SubmitAsync(TestContext.Current.CancellationToken);
    }

    public static async Task<List<BatchResult>> ReadAsync(IBatchClient client, BatchStatus ended) =>
        await client.ResultsAsync(ended, TestContext.Current.CancellationToken).ToListAsync(TestContext.Current.CancellationToken);

    public async ValueTask DisposeAsync()
    {
        _factories.ForEach(factory => factory.Dispose());
        await _provider.DisposeAsync();
    }
}
