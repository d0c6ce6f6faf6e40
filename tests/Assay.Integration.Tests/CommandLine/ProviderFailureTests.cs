using System.Net;
using System.Net.Sockets;
using Assay.Integration.Tests.Testing;
using Assay.Simulator;

namespace Assay.Integration.Tests.CommandLine;

/// <summary>A provider that refuses the judge or cannot be reached: everything taken in stays owed, and the same command scores it later.</summary>
public sealed class ProviderFailureTests : IDisposable
{
    private const int Items = 12;
    private const int Concurrency = 4;
    private static readonly string[] Command =
    [
        "run", "responses.jsonl", "--judge", "openai:gpt-4o-mini", "--criterion", "accuracy", "--rubric", "Is the answer right?",
        "--concurrency", $"{Concurrency}", "--json",
    ];

    private readonly TemporaryFolder _folder = new();

    public ProviderFailureTests() => _folder.Write("responses.jsonl", Faults.Items.Jsonl(Items, seed: 6));

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task An_endpoint_that_cannot_be_reached_leaves_all_owed_until_it_can()
    {
        await using LoggedProvider provider = await LoggedProvider.StartAsync();
        using Socket closed = ClosedPort();
        string address = $"http://{closed.LocalEndPoint}";
        Dictionary<string, string> wrong = provider.Environment;
        wrong["OPENAI_BASE_URL"] = $"{address}/v1";

        await AssertAllOwedAsync(wrong, "cannot be reached", address);
        await AssertAllScoredAsync(provider);
    }

    [Fact]
    public async Task A_wrong_key_leaves_all_owed_until_it_is_right_and_is_never_shown()
    {
        await using LoggedProvider provider = await LoggedProvider.StartAsync(new SimulatorOptions { ApiKey = LoggedProvider.Key });
        const string WrongKey = "sk-wrong-4b8e7c2f91d6";
        Dictionary<string, string> wrong = provider.Environment;
        wrong["OPENAI_API_KEY"] = WrongKey;

        AssayProcess.Finished failed = await AssertAllOwedAsync(wrong, "refused the key in OPENAI_API_KEY", "[401]");
        Assert.DoesNotContain(WrongKey, failed.ToString(), StringComparison.Ordinal);
        Assert.InRange(provider.RequestCount, 1, Concurrency);
        AssayProcess.Finished why = await AssayProcess.RunAsync(_folder.Path, null, "export");
        Assert.Contains("OPENAI_API_KEY", why.Output, StringComparison.Ordinal);
        Assert.DoesNotContain(WrongKey, why.Output, StringComparison.Ordinal);
        await AssertAllScoredAsync(provider);
    }

    [Fact]
    public async Task A_model_that_the_provider_does_not_know_leaves_all_owed_until_it_does()
    {
        await using LoggedProvider without = await LoggedProvider.StartAsync(new SimulatorOptions { Models = new HashSet<string> { "another-model" } });
        await using LoggedProvider provider = await LoggedProvider.StartAsync(new SimulatorOptions { Models = new HashSet<string> { "gpt-4o-mini" } });

        await AssertAllOwedAsync(without.Environment, "knows no model gpt-4o-mini", "[404]");
        await AssertAllScoredAsync(provider);
    }

    [Fact]
    public async Task A_missing_key_is_told_before_anything_is_taken_in()
    {
        await using LoggedProvider provider = await LoggedProvider.StartAsync();
        Dictionary<string, string> without = provider.Environment;
        without.Remove("OPENAI_API_KEY");

        AssayProcess.Finished failed = await AssayProcess.RunAsync(_folder.Path, without, Command);

        Trouble.AssertTold(failed, 5, "OPENAI_API_KEY is not set", "key_file");
        Assert.False(File.Exists(_folder.File("assay.db")));
        Assert.Equal(0, provider.RequestCount);
        await AssertAllScoredAsync(provider);
    }

    [Fact]
    public async Task A_provider_that_fails_after_the_first_replies_leaves_only_the_rest_owed()
    {
        await using LoggedProvider provider = await LoggedProvider.StartAsync();
        AssayProcess.Finished first = await AssayProcess.RunAsync(_folder.Path, provider.Environment, [.. Command, "--limit", "5"]);
        Assert.True(first.ExitCode == 0, first.ToString());
        using Socket closed = ClosedPort();
        Dictionary<string, string> wrong = provider.Environment;
        wrong["OPENAI_BASE_URL"] = $"http://{closed.LocalEndPoint}/v1";

        AssayProcess.Finished failed = await AssayProcess.RunAsync(_folder.Path, wrong, Command);

        Trouble.AssertTold(failed, 5, "cannot be reached");
        Assert.Equal((Items, 5, Items - 5), (failed.Count("accepted"), failed.Count("scored"), failed.Count("owed")));
        await AssertAllScoredAsync(provider);
    }

    private async Task<AssayProcess.Finished> AssertAllOwedAsync(Dictionary<string, string> environment, params string[] mentioned)
    {
        AssayProcess.Finished failed = await AssayProcess.RunAsync(_folder.Path, environment, Command);
        Trouble.AssertTold(failed, 5, [.. mentioned, "Nothing is lost", "the same command continues"]);
        Assert.Equal((Items, 0, Items), (failed.Count("accepted"), failed.Count("scored"), failed.Count("owed")));
        Assert.Equal("provider_failed", failed.Json.GetProperty("end").GetString());
        return failed;
    }

    private async Task AssertAllScoredAsync(LoggedProvider provider)
    {
        AssayProcess.Finished mended = await AssayProcess.RunAsync(_folder.Path, provider.Environment, Command);
        Assert.True(mended.ExitCode == 0, mended.ToString());
        Assert.Equal((Items, Items, 0), (mended.Count("accepted"), mended.Count("scored"), mended.Count("owed")));
        Assert.Equal(Items, (await provider.EndAsync()).Count(r => r.GetProperty("status").GetInt32() == 200));
    }

    /// <summary>A port that nobody else gets while it is held, and on which nobody listens.</summary>
    private static Socket ClosedPort()
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        return socket;
    }
}
