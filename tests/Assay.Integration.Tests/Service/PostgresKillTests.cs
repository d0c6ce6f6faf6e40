using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Text;
using System.Text.Json;
using Assay.Integration.Tests.Testing;
using Assay.Simulator;
using Npgsql;

namespace Assay.Integration.Tests.Service;

/// <summary>A service and workers beside it on one PostgreSQL ledger, killed again and again under load; and the database under them.</summary>
public sealed class PostgresKillTests(PostgresServer server) : IClassFixture<PostgresServer>
{
    private const int Kills = 20;
    private const int Concurrency = 8;
    private const int Senders = 3;
    private const int Together = 5;

    private static readonly string[] Moments = ["taken", "calling", "judged", "recording", "recorded"];
    private static readonly TimeSpan LongestRecovery = TimeSpan.FromSeconds(30);

    [Fact]
    public async Task Workers_killed_twenty_times_lose_nothing_and_double_nothing()
    {
        using var folder = new TemporaryFolder();
        await using LoggedProvider provider = await LoggedProvider.StartAsync(new SimulatorOptions { Latency = TimeSpan.FromMilliseconds(30), Jitter = TimeSpan.FromMilliseconds(20) });
        string store = server.Url(await server.CreateDatabaseAsync());
        var random = new Random(29);
        using ServiceProcess service = await ServiceProcess.StartAsync(folder.Path, provider.Environment, 0, Arguments(store));
        using var sending = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        var sent = new Sent();
        Task[] senders = [.. Enumerable.Range(0, Senders).Select(s => SendAsync(service.Address, s, sent, sending.Token))];
        var workers = new List<AssayProcess>();
        try
        {
            for (int kill = 0; kill < Kills; kill++)
            {
                while (workers.Count < 3)
                {
                    workers.Add(Work(folder, provider.Environment, store, workers.Count == 2 && kill % 2 == 0 ? $"{Moments[kill / 2 % Moments.Length]}:{random.Next(1, 20)}" : null));
                    await workers[^1].HeardAsync("assay works");
                }

                AssayProcess dying = workers[2];
                if (kill % 2 == 1)
                {
                    await Task.Delay(TimeSpan.FromMilliseconds(random.Next(50, 800)), TimeProvider.System, TestContext.Current.CancellationToken);
                    dying.Kill();
                }

                await dying.WaitAsync();
                dying.Dispose();
                workers.RemoveAt(2);
            }

            await sending.CancelAsync();
            await Task.WhenAll(senders);
            JsonElement total = await service.SettledAsync();

            Assert.Equal((0, 0), (total.GetProperty("owed").GetInt32(), total.GetProperty("unscored").EnumerateObject().Count()));
            string[] stored = await IdsAsync(store);
            Assert.Empty(sent.Acknowledged.Keys.Except(stored));
            Assert.Equal((stored.Length, stored.Length), (total.GetProperty("accepted").GetInt32(), total.GetProperty("scored").GetInt32()));
        }
        finally
        {
            foreach (AssayProcess worker in workers)
            {
                worker.Signal("-TERM");
            }
        }

        foreach (AssayProcess worker in workers)
        {
            AssayProcess.Finished ended = await worker.WaitAsync();
            Assert.True(ended.ExitCode == 0, ended.ToString());
            Assert.DoesNotContain(Uri.EscapeDataString(PostgresServer.Password), ended.Errors, StringComparison.Ordinal);
            worker.Dispose();
        }

        AssayProcess.Finished stopped = await service.StopAsync();
        Assert.True(stopped.ExitCode == 0, stopped.ToString());
        Assert.DoesNotContain("canary", stopped.Errors, StringComparison.Ordinal);
        int calls = (await provider.EndAsync()).Count;
        int responses = (await IdsAsync(store)).Length;
        TestContext.Current.SendDiagnosticMessage($"{Kills} kills of a worker: {responses} responses, {calls - responses} calls repeated, at most {Kills * Concurrency} allowed");
        Assert.InRange(calls, responses, responses + (Kills * Concurrency));
        AssayProcess.Finished doctor = await AssayProcess.RunAsync(folder.Path, null, "doctor", "--store", store);
        Assert.True(doctor.ExitCode == 0, doctor.ToString());
    }

    [Fact]
    public async Task A_database_that_dies_under_load_loses_nothing_and_senders_are_told_to_come_back()
    {
        using var folder = new TemporaryFolder();
        await using var own = new PostgresServer();
        await own.InitializeAsync();
        await using LoggedProvider provider = await LoggedProvider.StartAsync(new SimulatorOptions { Latency = TimeSpan.FromMilliseconds(20) });
        string store = own.Url(await own.CreateDatabaseAsync());
        using ServiceProcess service = await ServiceProcess.StartAsync(folder.Path, provider.Environment, 0, Arguments(store));
        using AssayProcess worker = Work(folder, provider.Environment, store, failPoint: null);
        await worker.HeardAsync("assay works");
        using var sending = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        var sent = new Sent();
        Task[] senders = [.. Enumerable.Range(0, Senders).Select(s => SendAsync(service.Address, s, sent, sending.Token))];
        var slowest = TimeSpan.Zero;
        for (int death = 0; death < 6; death++)
        {
            await sent.MoreAsync(50);
            await (death % 2 == 0 ? own.KillAsync() : own.StopAtOnceAsync());
            await Task.Delay(TimeSpan.FromSeconds(1), TimeProvider.System, TestContext.Current.CancellationToken);
            await own.StartAgainAsync();
            long begun = TimeProvider.System.GetTimestamp();
            await sent.MoreAsync(10);
            TimeSpan took = TimeProvider.System.GetElapsedTime(begun);
            slowest = took > slowest ? took : slowest;
        }

        await sending.CancelAsync();
        await Task.WhenAll(senders);
        JsonElement total = await service.SettledAsync();
        string[] stored = await IdsAsync(store);
        worker.Signal("-TERM");
        AssayProcess.Finished worked = await worker.WaitAsync();
        AssayProcess.Finished served = await service.StopAsync();

        TestContext.Current.SendDiagnosticMessage(string.Create(CultureInfo.InvariantCulture,
            $"6 deaths of the database: {stored.Length} responses, {sent.Statuses.GetValueOrDefault(503)} refused with 503, {sent.Cut} connections cut; taken in again {slowest.TotalSeconds:0.0} s after its start"));
        Assert.True(worked.ExitCode == 0, worked.ToString());
        Assert.True(served.ExitCode == 0, served.ToString());
        Assert.DoesNotContain("canary", worked.Errors + served.Errors, StringComparison.Ordinal);
        Assert.Empty(sent.Acknowledged.Keys.Except(stored));
        Assert.Equal((stored.Length, stored.Length), (total.GetProperty("accepted").GetInt32(), total.GetProperty("scored").GetInt32()));
        Assert.Equal([202, 503], sent.Statuses.Keys.Order());
        Assert.Equal(0, sent.WithoutRetryAfter);
        Assert.InRange(slowest, TimeSpan.Zero, LongestRecovery);
        AssayProcess.Finished doctor = await AssayProcess.RunAsync(folder.Path, null, "doctor", "--store", store);
        Assert.True(doctor.ExitCode == 0, doctor.ToString());
    }

    [Fact]
    public async Task A_database_that_hangs_keeps_no_sender_waiting_for_long_and_is_used_again_when_it_goes_on()
    {
        using var folder = new TemporaryFolder();
        await using var own = new PostgresServer();
        await own.InitializeAsync();
        using ServiceProcess service = await ServiceProcess.StartAsync(folder.Path, null, 0, "--store", own.Url(await own.CreateDatabaseAsync()), "--judge", "offline:heuristic");
        await service.PostAsync("""{"id":"a","input":"Can I return it?","output":"Yes."}""");
        own.Hang();
        long begun = TimeProvider.System.GetTimestamp();

        (HttpStatusCode hung, JsonElement _) = await service.PostAsync("""{"id":"b","input":"Can I return it?","output":"Yes."}""");
        TimeSpan took = TimeProvider.System.GetElapsedTime(begun);
        own.GoOn();
        (HttpStatusCode after, JsonElement _) = await service.PostAsync("""{"id":"b","input":"Can I return it?","output":"Yes."}""");
        JsonElement total = await service.SettledAsync();

        Assert.Equal((HttpStatusCode.ServiceUnavailable, HttpStatusCode.Accepted), (hung, after));
        Assert.InRange(took, TimeSpan.Zero, TimeSpan.FromSeconds(25));
        Assert.Equal(2, total.GetProperty("scored").GetInt32());
    }

    [Fact]
    public async Task Four_workers_never_spend_more_than_the_budget_that_they_share_also_when_one_is_killed()
    {
        const decimal input = 4, output = 16, cap = 0.25m;
        using var folder = new TemporaryFolder();
        folder.Write("rubric.yaml", "criteria: { accuracy: { question: Is the answer right?, scale: 1-5 } }");
        folder.Write("assay.yaml", string.Create(CultureInfo.InvariantCulture, $$"""
            prices: { unit: usd_per_million_tokens, "openai:sim": { input: {{input}}, output: {{output}} } }
            judges:
              quality: { model: "openai:sim", rubric: rubric.yaml, budget_usd_per_day: {{cap}} }
            """));
        await using LoggedProvider provider = await LoggedProvider.StartAsync(new SimulatorOptions { Latency = TimeSpan.FromMilliseconds(40), Jitter = TimeSpan.FromMilliseconds(30) });
        string store = server.Url(await server.CreateDatabaseAsync());
        Dictionary<string, string> environment = provider.Environment;
        environment["ASSAY__STORE"] = store;
        using ServiceProcess service = await ServiceProcess.StartAsync(folder.Path, environment, 0, "--no-cache", "--concurrency", "6");
        AssayProcess[] workers = [.. Enumerable.Range(0, 3).Select(_ => AssayProcess.Start(folder.Path, environment, "work", "--no-cache", "--concurrency", "6"))];
        foreach (AssayProcess worker in workers)
        {
            await worker.HeardAsync("assay works");
        }

        await service.PostAsync(Faults.Items.Jsonl(1_500, seed: 3));
        while (provider.RequestCount < 60)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(5), TimeProvider.System, TestContext.Current.CancellationToken);
        }

        workers[0].Kill();
        await workers[0].WaitAsync();
        await UntilQuietAsync(provider);
        foreach (AssayProcess worker in workers[1..])
        {
            worker.Signal("-TERM");
            Assert.Equal(0, (await worker.WaitAsync()).ExitCode);
        }

        await service.StopAsync();
        Array.ForEach(workers, w => w.Dispose());
        IReadOnlyList<JsonElement> log = await provider.EndAsync();
        decimal billed = log.Sum(r => (input * r.GetProperty("input_tokens").GetInt64()) + (output * r.GetProperty("output_tokens").GetInt64())) / 1_000_000m;

        TestContext.Current.SendDiagnosticMessage(string.Create(CultureInfo.InvariantCulture, $"4 processes, one killed: {billed / cap:P1} of the shared budget spent in {log.Count} calls"));
        Assert.InRange(billed, cap / 2, cap);
    }

    /// <summary>A judge that is paused tries again within a minute; this long without a call, all of them are through with the budget.</summary>
    private static async Task UntilQuietAsync(LoggedProvider provider)
    {
        long before = -1;
        while (before != provider.RequestCount)
        {
            before = provider.RequestCount;
            await Task.Delay(TimeSpan.FromSeconds(12), TimeProvider.System, TestContext.Current.CancellationToken);
        }
    }

    private static string[] Arguments(string store) =>
        ["--store", store, "--judge", "openai:sim", "--free", "--criterion", "accuracy", "--rubric", "Is the answer right?", "--concurrency", $"{Concurrency}", "--no-cache"];

    private static AssayProcess Work(TemporaryFolder folder, Dictionary<string, string> provider, string store, string? failPoint)
    {
        var environment = new Dictionary<string, string>(provider);
        if (failPoint is not null)
        {
            environment["ASSAY_FAIL_POINT"] = failPoint;
        }

        return AssayProcess.Start(folder.Path, environment, ["work", .. Arguments(store)]);
    }

    /// <summary>Sends batches, each until it is acknowledged; a fifth of the responses is sent again.</summary>
    private static async Task SendAsync(Uri address, int sender, Sent sent, CancellationToken stop)
    {
        using var http = new HttpClient { BaseAddress = address, Timeout = TimeSpan.FromSeconds(60) };
        int next = 0;
        while (!stop.IsCancellationRequested)
        {
            string[] ids = [.. Enumerable.Range(Math.Max(0, next - 1), Together).Select(i => $"s{sender}-{i}")];
            next += Together - 1;
            string body = string.Join('\n', ids.Select(id => $$"""{"id":"{{id}}","input":"Question of {{id}}?","output":"Answer of {{id}}."}"""));
            bool isSaved = false;
            while (!stop.IsCancellationRequested && !(isSaved = await sent.TryAsync(http, body)))
            {
                await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System, CancellationToken.None);
            }

            if (isSaved)
            {
                Array.ForEach(ids, id => sent.Acknowledged[id] = true);
            }

            await Task.Delay(TimeSpan.FromMilliseconds(25), TimeProvider.System, CancellationToken.None);
        }
    }

    private static async Task<string[]> IdsAsync(string store)
    {
        var url = new Uri(store);
        string[] login = url.UserInfo.Split(':');
        await using var connection = new NpgsqlConnection(new NpgsqlConnectionStringBuilder
        {
            Host = url.Host, Port = url.Port, Username = login[0], Password = Uri.UnescapeDataString(login[1]), Database = url.AbsolutePath.TrimStart('/'), Pooling = false,
        }.ConnectionString);
        await connection.OpenAsync(TestContext.Current.CancellationToken);
        await using var command = new NpgsqlCommand("SELECT convert_from(id, 'UTF8') FROM assay.responses", connection);
        await using NpgsqlDataReader reader = await command.ExecuteReaderAsync(TestContext.Current.CancellationToken);
        var ids = new List<string>();
        while (await reader.ReadAsync(TestContext.Current.CancellationToken))
        {
            ids.Add(reader.GetString(0));
        }

        return [.. ids];
    }

    /// <summary>What the senders know.</summary>
    private sealed class Sent
    {
        private int _withoutRetryAfter;
        private int _cut;

        public ConcurrentDictionary<string, bool> Acknowledged { get; } = new(StringComparer.Ordinal);

        public ConcurrentDictionary<int, int> Statuses { get; } = new();

        public int WithoutRetryAfter => Volatile.Read(ref _withoutRetryAfter);

        public int Cut => Volatile.Read(ref _cut);

        /// <summary>Waits until this many more are acknowledged.</summary>
        public async Task MoreAsync(int count)
        {
            int wanted = Acknowledged.Count + count;
            while (Acknowledged.Count < wanted)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System, TestContext.Current.CancellationToken);
            }
        }

        public async Task<bool> TryAsync(HttpClient http, string body)
        {
            try
            {
                using var content = new StringContent(body, Encoding.UTF8, "application/x-ndjson");
                using HttpResponseMessage response = await http.PostAsync("/v1/responses", content, CancellationToken.None);
                Statuses.AddOrUpdate((int)response.StatusCode, 1, (_, n) => n + 1);
                if (response.StatusCode == HttpStatusCode.ServiceUnavailable && response.Headers.RetryAfter is null)
                {
                    Interlocked.Increment(ref _withoutRetryAfter);
                }

                return response.StatusCode == HttpStatusCode.Accepted;
            }
            catch (HttpRequestException)
            {
                Interlocked.Increment(ref _cut);
                return false;
            }
        }
    }
}
