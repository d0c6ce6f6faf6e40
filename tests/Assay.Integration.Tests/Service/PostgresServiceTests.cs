using System.Text.Json;
using Assay.Integration.Tests.Outbound;
using Assay.Integration.Tests.Testing;
using Assay.Simulator;

namespace Assay.Integration.Tests.Service;

/// <summary>What processes on one PostgreSQL ledger do when one of them is killed: the others take its place when its lease is over.</summary>
public sealed class PostgresServiceTests(PostgresServer server) : IClassFixture<PostgresServer>
{
    private const int Together = 60;
    private const int Batch = 10;
    private static readonly string[] Judge = ["--judge", "openai:sim", "--free", "--criterion", "accuracy", "--rubric", "Is the answer right?", "--concurrency", "8"];

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_response_that_kills_its_process_is_put_off_and_the_others_are_judged()
    {
        using var folder = new TemporaryFolder();
        string store = server.Url(await server.CreateDatabaseAsync());
        await using LoggedProvider provider = await LoggedProvider.StartAsync(new SimulatorOptions { Latency = TimeSpan.FromMilliseconds(20) });
        Dictionary<string, string> deadly = new(provider.Environment) { ["ASSAY_FAIL_POINT"] = "calling@k-20" };
        using ServiceProcess intake = await ServiceProcess.StartAsync(folder.Path, deadly, 0, [.. Judge, "--store", store]);
        await intake.PostAsync(Receiving.Lines("k", Together));
        await intake.WaitAsync();
        int deaths = 1;
        while (deaths < 10)
        {
            using AssayProcess worker = AssayProcess.Start(folder.Path, deadly, ["work", .. Judge, "--store", store]);
            await worker.HeardAsync("assay works");
            if (await IsPutOffAsync(folder.Path, store, worker))
            {
                worker.Signal("-TERM");
                await worker.WaitAsync();
                break;
            }

            deaths++;
        }

        AssayProcess.Finished why = await AssayProcess.RunAsync(folder.Path, null, "why", "k-20", "--store", store);
        AssayProcess.Finished ledger = await AssayProcess.RunAsync(folder.Path, null, "ledger", "--store", store, "--json");

        Assert.Equal(3, deaths);
        Assert.Contains("died 3 times while this was being judged", why.Output, StringComparison.Ordinal);
        JsonElement total = ledger.Json.GetProperty("total");
        Assert.Equal((Together - 1, 1), (total.GetProperty("scored").GetInt32(), total.GetProperty("owed").GetInt32()));
    }

    [Fact]
    public async Task A_receiver_is_told_of_every_verdict_though_the_process_that_told_it_was_killed()
    {
        using var folder = new TemporaryFolder();
        await using ReceivingServer receiver = await ReceivingServer.StartAsync();
        string configuration = $"store: \"{server.Url(await server.CreateDatabaseAsync())}\"\n" + Receiving.Webhook(receiver.Address, $", batch: {Batch}");
        using (ServiceProcess first = await Receiving.StartAsync(folder, configuration, "delivered:2"))
        {
            await first.PostAsync(Receiving.Lines("k", Together));
            await first.WaitAsync();
        }

        int before = receiver.Events.Count;
        using ServiceProcess second = await Receiving.StartAsync(folder, configuration);
        await second.SettledAsync();
        await Receiving.HeldAsync(second, r => r.Number("owed") == 0);
        await second.StopAsync();

        (string Response, Guid Id)[] told = [.. receiver.Events.Select(e => (e.GetProperty("result").GetProperty("id").GetString()!, e.GetProperty("id").GetGuid()))];
        Assert.InRange(before, 1, 2 * Batch);
        Assert.Equal((Together, Together), (told.Select(t => t.Response).Distinct().Count(), told.Distinct().Count()));
        Assert.InRange(told.Length - Together, 1, Batch);
    }

    [Fact]
    public async Task A_source_that_several_were_given_is_read_by_one_and_by_another_when_that_one_was_killed()
    {
        using var folder = new TemporaryFolder();
        folder.Write("assay.yaml", $$"""
            store: "{{server.Url(await server.CreateDatabaseAsync())}}"
            judges:
              quality:
                model: offline:heuristic
                rubric: { criteria: { helpful: { question: "Does it help?", scale: 1-5 } } }
            sources:
              logs: { kind: folder, files: logs/*.jsonl, interval: 1s }
            """);
        Directory.CreateDirectory(folder.File("logs"));
        string file = folder.Write("logs/a.jsonl", Receiving.Lines("a", 50) + "\n");
        using ServiceProcess first = await ServiceProcess.StartAsync(folder.Path, null, 0);
        await ScoredAsync(first, 50);
        using ServiceProcess second = await ServiceProcess.StartAsync(folder.Path, null, 0);
        while (!(await SourceAsync(second)).GetProperty("read_elsewhere").GetBoolean())
        {
            await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System, Cancel);
        }

        await first.KillAsync();
        File.AppendAllText(file, Receiving.Lines("b", 10) + "\n");
        await ScoredAsync(second, 60);
        JsonElement source = await SourceAsync(second);
        await second.StopAsync();

        Assert.Equal((10, false), (source.GetProperty("accepted").GetInt32(), source.GetProperty("read_elsewhere").GetBoolean()));
    }

    private static async Task<JsonElement> SourceAsync(ServiceProcess service) => (await service.GetAsync("/v1/sources")).GetProperty("sources")[0];

    private static async Task ScoredAsync(ServiceProcess service, int scored)
    {
        while ((await service.TotalAsync()).GetProperty("scored").GetInt32() < scored)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(100), TimeProvider.System, Cancel);
        }
    }

    /// <summary>False when the worker dies before.</summary>
    private static async Task<bool> IsPutOffAsync(string folder, string store, AssayProcess worker)
    {
        while (!worker.HasExited)
        {
            AssayProcess.Finished why = await AssayProcess.RunAsync(folder, null, "why", "k-20", "--store", store);
            AssayProcess.Finished ledger = await AssayProcess.RunAsync(folder, null, "ledger", "--store", store, "--json");
            if (why.Output.Contains("tried again after", StringComparison.Ordinal) && ledger.Json.GetProperty("total").GetProperty("scored").GetInt32() == Together - 1)
            {
                return true;
            }
        }

        return false;
    }
}
