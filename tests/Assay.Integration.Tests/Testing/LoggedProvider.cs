using System.Text.Json;
using Assay.Simulator;

namespace Assay.Integration.Tests.Testing;

/// <summary>A simulated provider on a free port, the environment that leads to it, and the log of what it was asked.</summary>
internal sealed class LoggedProvider : IAsyncDisposable
{
    public const string Key = "sk-simulated-7d1f0a93c2";

    private readonly TemporaryFolder _folder;
    private readonly ProviderSimulator _simulator;

    private LoggedProvider(TemporaryFolder folder, ProviderSimulator simulator)
    {
        _folder = folder;
        _simulator = simulator;
    }

    public Uri Address => _simulator.BaseAddress;

    /// <summary>Grows while the provider is asked.</summary>
    public string LogFile => _folder.File("requests.jsonl");

    /// <summary>Requests received so far.</summary>
    public long RequestCount => _simulator.RequestCount;

    /// <summary>What a user would set to call this provider, in OpenAI's and in Anthropic's format.</summary>
    public Dictionary<string, string> Environment => new(StringComparer.Ordinal)
    {
        ["OPENAI_BASE_URL"] = new Uri(_simulator.BaseAddress, "v1").ToString(),
        ["OPENAI_API_KEY"] = Key,
        ["ANTHROPIC_BASE_URL"] = _simulator.BaseAddress.ToString(),
        ["ANTHROPIC_API_KEY"] = Key,
    };

    /// <inheritdoc cref="ProviderSimulator.MoveJudge"/>
    public void MoveJudge(double by) => _simulator.MoveJudge(by);

    public static async Task<LoggedProvider> StartAsync(SimulatorOptions? options = null)
    {
        var folder = new TemporaryFolder();
        SimulatorOptions logged = (options ?? new SimulatorOptions()) with { LogFile = folder.File("requests.jsonl") };
        return new LoggedProvider(folder, await ProviderSimulator.StartAsync(logged, TestContext.Current.CancellationToken));
    }

    /// <summary>Ends the provider, so that the log is whole, and gives its lines in the order in which requests came.</summary>
    public async Task<IReadOnlyList<JsonElement>> EndAsync()
    {
        await _simulator.DisposeAsync();
        return [.. File.ReadLines(LogFile).Select(line => JsonElement.Parse(line)).OrderBy(r => r.GetProperty("n").GetInt64())];
    }

    public async ValueTask DisposeAsync()
    {
        await _simulator.DisposeAsync();
        _folder.Dispose();
    }
}
