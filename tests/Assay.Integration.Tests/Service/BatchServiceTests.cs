using System.Net;
using System.Text.Json;
using Assay.Integration.Tests.Testing;
using Assay.Simulator;

namespace Assay.Integration.Tests.Service;

/// <summary>The service whose verdicts may wait: what comes in is gathered, sent once, and scored at half the price.</summary>
public sealed class BatchServiceTests : IDisposable
{
    /// <summary>A full batch, and the one that finds out live which form of reply the endpoint gives.</summary>
    private const int Responses = 10_001;

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("lane: batch")]
    [InlineData("deadline: 6h")]
    public async Task What_comes_in_is_sent_in_one_batch_through_stops_and_scored_at_half_the_price(string lane)
    {
        _folder.Write("assay.yaml", """
            prices: {unit: usd_per_million_tokens, 'openai:m': {input: 1, output: 4}}
            judges:
              quality: {model: openai:m, LANE, rubric: {criteria: {helpful: {question: Does it help?, scale: 1-5}}}}
            """.Replace("LANE", lane, StringComparison.Ordinal));
        // At its provider time goes on when the test says so.
        var clock = new SteppedClock(TimeProvider.System.GetUtcNow());
        await using LoggedProvider provider = await LoggedProvider.StartAsync(new SimulatorOptions { BatchDelay = TimeSpan.FromHours(1), Clock = clock });
        JsonElement gathered;
        JsonElement waiting;
        JsonElement waitingStill;
        using (ServiceProcess service = await ServeAsync(provider))
        {
            await PostAsync(service, 0, 4_000);
            gathered = await service.TotalAsync();
            await InterruptAsync(service);
        }

        using (ServiceProcess service = await ServeAsync(provider))
        {
            for (int from = 4_000; from < Responses; from += 1_000)
            {
                await PostAsync(service, from, Math.Min(1_000, Responses - from));
            }

            await SubmittedAsync(provider);
            waiting = await service.TotalAsync();
            await InterruptAsync(service);
        }

        using (ServiceProcess service = await ServeAsync(provider))
        {
            await PostAsync(service, 0, 500);
            waitingStill = await service.TotalAsync();
            await InterruptAsync(service);
        }

        clock.Advance(TimeSpan.FromHours(1));
        using ServiceProcess last = await ServeAsync(provider);
        JsonElement total = await last.SettledAsync();
        await InterruptAsync(last);
        AssayProcess.Finished batches = await AssayProcess.RunAsync(_folder.Path, provider.Environment, "batches", "list", "--json");
        AssayProcess.Finished doctor = await AssayProcess.RunAsync(_folder.Path, provider.Environment, "doctor");
        AssayProcess.Finished export = await AssayProcess.RunAsync(_folder.Path, provider.Environment, "export");

        Assert.Equal((4_000, 4_000), (Count(gathered, "accepted"), Count(gathered, "owed")));
        Assert.All([waiting, waitingStill], t => Assert.Equal((Responses, Responses - 1, 1), (Count(t, "accepted"), Count(t, "owed"), Count(t, "scored"))));
        Assert.Equal((Responses, Responses), (Count(total, "accepted"), Count(total, "scored")));
        JsonElement batch = Assert.Single(batches.Json.GetProperty("batches").EnumerateArray());
        Assert.Equal(("settled", Responses - 1, 0m), (batch.GetProperty("state").GetString(), batch.GetProperty("answered").GetInt32(), batch.GetProperty("held_usd").GetDecimal()));
        Assert.True(doctor.ExitCode == 0, doctor.ToString());
        IReadOnlyList<JsonElement> log = await provider.EndAsync();
        JsonElement[] batched = [.. log.Where(IsOfBatch)];
        Assert.Equal((1, 1), (log.Count(r => Path(r) == "/v1/files" && !IsOfBatch(r)), Sent(log)));
        Assert.Equal((Responses - 1, Responses - 1), (batched.Length, batched.Select(r => r.GetProperty("item").GetString()).Distinct().Count()));
        Assert.Equal(1, log.Count(r => Path(r) == "/v1/chat/completions" && !IsOfBatch(r)));
        decimal half = batched.Sum(r => r.GetProperty("input_tokens").GetInt64() + 4 * r.GetProperty("output_tokens").GetInt64()) / 2_000_000m;
        JsonElement[] rows = [.. export.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(l => JsonElement.Parse(l)).Where(r => r.GetProperty("lane").GetString() == "batch")];
        Assert.Equal((Responses - 1, half), (rows.Length, rows.Sum(r => r.GetProperty("cost_usd").GetDecimal())));
    }

    private Task<ServiceProcess> ServeAsync(LoggedProvider provider) => ServiceProcess.StartAsync(_folder.Path, provider.Environment, 0);

    /// <summary>Ctrl-C.</summary>
    private static async Task InterruptAsync(ServiceProcess service)
    {
        service.Signal("-INT");
        AssayProcess.Finished stopped = await service.WaitAsync();
        Assert.True(stopped.ExitCode == 0, stopped.ToString());
    }

    /// <summary>Until it is accepted: a service that has too much at once asks to be sent it again.</summary>
    private static async Task PostAsync(ServiceProcess service, int from, int count)
    {
        string body = string.Join('\n', Enumerable.Range(from, count).Select(i => $$"""{"id":"r{{i}}","input":"What about order {{i}}?","output":"It comes in {{i % 7}} days, says the depot ({{i}})."}"""));
        while ((await service.PostAsync(body)).Status is var status && status != HttpStatusCode.Accepted)
        {
            Assert.Equal(HttpStatusCode.TooManyRequests, status);
            await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System, TestContext.Current.CancellationToken);
        }
    }

    private static async Task SubmittedAsync(LoggedProvider provider)
    {
        while (Sent((await File.ReadAllTextAsync(provider.LogFile, TestContext.Current.CancellationToken)).Split('\n')[..^1].Select(l => JsonElement.Parse(l))) == 0)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System, TestContext.Current.CancellationToken);
        }
    }

    private static int Sent(IEnumerable<JsonElement> log) => log.Count(r => Path(r) == "/v1/batches" && r.GetProperty("status").GetInt32() == 200);

    private static string Path(JsonElement request) => request.GetProperty("path").GetString()!;

    private static bool IsOfBatch(JsonElement request) => request.TryGetProperty("batch", out _);

    private static int Count(JsonElement total, string name) => total.GetProperty(name).GetInt32();
}
