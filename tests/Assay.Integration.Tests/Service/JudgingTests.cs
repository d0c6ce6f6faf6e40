using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using Assay.Checking;
using Assay.Integration.Tests.Checking;
using Assay.Integration.Tests.Testing;
using Assay.Simulator;

namespace Assay.Integration.Tests.Service;

/// <summary>What the service makes of responses once they are in.</summary>
public sealed class JudgingTests
{
    private static readonly string[] Judge = ["--judge", "openai:sim", "--free", "--criterion", "accuracy", "--rubric", "Is the answer right?"];

    [Fact]
    public async Task A_provider_that_stops_answering_makes_its_judge_failing_long_before_it_pauses()
    {
        using var folder = new TemporaryFolder();
        int port = FreePort();
        // A process of its own, for it must be gone at once: after a minute without an answer a judge pauses.
        using AssayProcess provider = AssayProcess.Start(folder.Path, null, "simulate", "--port", port.ToString(CultureInfo.InvariantCulture));
        var environment = new Dictionary<string, string> { ["OPENAI_BASE_URL"] = $"http://127.0.0.1:{port}/v1", ["OPENAI_API_KEY"] = "any" };
        using ServiceProcess service = await ServiceProcess.StartAsync(folder.Path, environment, 0, Judge);
        await service.PostAsync("""{"id":"before","input":"Question?","output":"Answer."}""");
        await service.SettledAsync();
        provider.Kill();
        await service.PostAsync(string.Join('\n', Enumerable.Range(0, 20).Select(i => $$"""{"id":"r{{i}}","input":"Question {{i}}?","output":"Answer {{i}}."}""")));

        JsonElement judge = default;
        await UntilAsync(async () => (judge = (await service.GetAsync("/v1/judges")).GetProperty("judges")[0]).GetProperty("state").GetString() is not "working");

        Assert.Equal(("failing", "provider"), (judge.GetProperty("state").GetString(), judge.GetProperty("reason").GetString()));
        Assert.NotEmpty(judge.GetProperty("error").GetString()!);
    }

    [Fact]
    public async Task A_provider_that_is_down_leaves_everything_owed_and_is_found_again()
    {
        using var folder = new TemporaryFolder();
        int port = FreePort();
        var environment = new Dictionary<string, string> { ["OPENAI_BASE_URL"] = $"http://127.0.0.1:{port}/v1", ["OPENAI_API_KEY"] = "any" };
        using ServiceProcess service = await ServiceProcess.StartAsync(folder.Path, environment, 0, Judge);
        await service.PostAsync(Lines("down", 40));
        await UntilAsync(async () => (await service.Http.GetStringAsync("/metrics", TestContext.Current.CancellationToken)).Contains("assay_judge_paused{judge=\"accuracy\"} 1", StringComparison.Ordinal));
        JsonElement down = await service.TotalAsync();

        await using ProviderSimulator provider = await ProviderSimulator.StartAsync(new SimulatorOptions { Port = port }, TestContext.Current.CancellationToken);
        JsonElement up = await service.SettledAsync();

        Assert.Equal((40, 0), (down.GetProperty("owed").GetInt32(), down.GetProperty("scored").GetInt32()));
        Assert.InRange(down.GetProperty("oldest_owed_seconds").GetDouble(), 0.001, 3600);
        Assert.Equal((0, 40), (up.GetProperty("owed").GetInt32(), up.GetProperty("scored").GetInt32()));
    }

    [Fact]
    public async Task A_changed_judge_judges_what_its_old_version_was_owed()
    {
        using var folder = new TemporaryFolder();
        await using LoggedProvider provider = await LoggedProvider.StartAsync();
        var nobody = new Dictionary<string, string> { ["OPENAI_BASE_URL"] = $"http://127.0.0.1:{FreePort()}/v1", ["OPENAI_API_KEY"] = "any" };
        using (ServiceProcess old = await ServiceProcess.StartAsync(folder.Path, nobody, 0, Judge))
        {
            await old.PostAsync(Lines("edit", 10));
            await old.KillAsync();
        }

        using ServiceProcess service = await ServiceProcess.StartAsync(folder.Path, provider.Environment, 0, [.. Judge[..^1], "Is the answer right and complete?"]);
        JsonElement total = await service.SettledAsync();

        Assert.Equal((20, 10), (total.GetProperty("accepted").GetInt32(), total.GetProperty("scored").GetInt32()));
        Assert.Equal(10, total.GetProperty("skipped").GetProperty("superseded").GetInt32());
    }

    [Fact]
    public async Task A_changed_judge_judges_again_what_was_received_before_and_the_old_verdicts_stay()
    {
        using var folder = new TemporaryFolder();
        await using LoggedProvider provider = await LoggedProvider.StartAsync();
        using (ServiceProcess before = await ServiceProcess.StartAsync(folder.Path, provider.Environment, 0, Judge))
        {
            await before.PostAsync(Lines("again", 30));
            await before.SettledAsync();
            await before.StopAsync();
        }

        string[] changed = [.. Judge[..^1], "Is the answer right and complete?"];
        using ServiceProcess service = await ServiceProcess.StartAsync(folder.Path, provider.Environment, 0, changed);
        AssayProcess.Finished plan = await AssayProcess.RunAsync(folder.Path, provider.Environment, ["rejudge", "--since", "1h", "--dry-run", "--json", .. changed]);
        AssayProcess.Finished owe = await AssayProcess.RunAsync(folder.Path, provider.Environment, ["rejudge", "--since", "1h", "--json", .. changed]);
        AssayProcess.Finished twice = await AssayProcess.RunAsync(folder.Path, provider.Environment, ["rejudge", "--since", "1h", "--json", .. changed]);
        await UntilAsync(async () => (await service.TotalAsync()).GetProperty("scored").GetInt32() == 60);
        await service.StopAsync();

        Assert.True(plan.ExitCode == 0, plan.ToString());
        Assert.Equal((30, 30), (plan.Json.GetProperty("responses").GetInt32(), plan.Json.GetProperty("calls").GetInt32()));
        Assert.Equal((30, 0), (owe.Json.GetProperty("owed").GetInt32(), twice.Json.GetProperty("owed").GetInt32()));
        Assert.Equal(60, (await provider.EndAsync()).Count);
        AssayProcess.Finished doctor = await AssayProcess.RunAsync(folder.Path, null, "doctor");
        Assert.True(doctor.ExitCode == 0, doctor.ToString());
    }

    [Fact]
    public async Task What_an_unfinished_run_left_owed_is_judged_by_the_service()
    {
        using var folder = new TemporaryFolder();
        await using LoggedProvider provider = await LoggedProvider.StartAsync(new SimulatorOptions { Latency = TimeSpan.FromMilliseconds(20) });
        string file = folder.Write("responses.jsonl", Lines("left", 200));
        using (AssayProcess run = AssayProcess.Start(folder.Path, provider.Environment, ["run", file, "--concurrency", "4", .. Judge]))
        {
            await UntilAsync(() => Task.FromResult(provider.RequestCount > 20));
            run.Kill();
            await run.WaitAsync();
        }

        using ServiceProcess service = await ServiceProcess.StartAsync(folder.Path, provider.Environment, 0, Judge);
        JsonElement total = await service.SettledAsync();

        Assert.Equal((200, 200), (total.GetProperty("accepted").GetInt32(), total.GetProperty("scored").GetInt32()));
    }

    [Fact]
    public async Task Each_judge_gets_what_it_is_for_and_the_rest_says_why_not()
    {
        using var folder = new TemporaryFolder();
        folder.Write("assay.yaml", """
            judges:
              refunds:
                model: offline:heuristic
                rubric: { criteria: { helpful: { question: "Does it help?", scale: 1-5 } } }
                when: { route: [refunds, returns], release: "2" }
              sampled:
                model: offline:heuristic
                rubric: { criteria: { helpful: { question: "Does it help?", scale: 1-5 } } }
                sample: 0.25
            """);
        using ServiceProcess service = await ServiceProcess.StartAsync(folder.Path, null, 0);
        string[] routes = ["refunds", "returns", "delivery", "refunds"];
        await service.PostAsync(string.Join('\n', Enumerable.Range(0, 400).Select(i =>
            $$"""{"id":"r{{i}}","input":"What about {{i}}?","output":"It is fine.","route":"{{routes[i % 4]}}","release":"{{(i % 4 == 3 ? "1" : "2")}}"}""")));
        await service.SettledAsync();
        JsonElement judges = (await service.GetAsync("/v1/ledger")).GetProperty("judges");
        JsonElement other = await service.GetAsync("/v1/responses/r2");

        Assert.Equal(200, judges.GetProperty("refunds").GetProperty("skipped").GetProperty("not_matched").GetInt32());
        Assert.Equal(400, judges.GetProperty("refunds").GetProperty("accepted").GetInt32());
        Assert.InRange(judges.GetProperty("sampled").GetProperty("skipped").GetProperty("not_sampled").GetInt32(), 260, 340);
        JsonElement result = other.GetProperty("revisions")[0].GetProperty("judgments").EnumerateArray().Select(j => j.GetProperty("result")).First(r => r.GetProperty("judge").GetString() == "refunds");
        Assert.Equal(("skipped", "not_matched"), (result.GetProperty("outcome").GetString(), result.GetProperty("reason").GetString()));
        Assert.Contains("\"delivery\"", result.GetProperty("detail").GetString(), StringComparison.Ordinal);
        AssayProcess.Finished why = await AssayProcess.RunAsync(folder.Path, null, "why", "r2");
        Assert.Contains("route is \"delivery\"", why.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_stop_finishes_what_is_in_flight_and_pays_for_nothing_twice()
    {
        using var folder = new TemporaryFolder();
        await using LoggedProvider provider = await LoggedProvider.StartAsync(new SimulatorOptions { Latency = TimeSpan.FromMilliseconds(100) });
        int sent = 0;
        for (int stop = 0; stop < 5; stop++)
        {
            using ServiceProcess service = await ServiceProcess.StartAsync(folder.Path, provider.Environment, 0, Judge);
            await service.PostAsync(Lines($"stop{stop}", 100));
            sent += 100;
            long asked = provider.RequestCount;
            await UntilAsync(() => Task.FromResult(provider.RequestCount > asked + 10));
            AssayProcess.Finished stopped = await service.StopAsync();
            Assert.True(stopped.ExitCode == 0, stopped.ToString());
        }

        using ServiceProcess last = await ServiceProcess.StartAsync(folder.Path, provider.Environment, 0, Judge);
        JsonElement total = await last.SettledAsync();

        Assert.Equal(sent, total.GetProperty("scored").GetInt32());
        Assert.Equal(sent, (await provider.EndAsync()).Count);
    }

    [Fact]
    public async Task A_hundred_thousand_sends_of_which_a_fifth_repeats_are_eighty_thousand_responses()
    {
        const int distinct = 80_000;
        using var folder = new TemporaryFolder();
        await using LoggedProvider provider = await LoggedProvider.StartAsync();
        await using var watched = new WatchedService(folder.File("assay.db"), provider, TokenPrice.Free);
        using ServiceProcess service = await ServiceProcess.StartAsync(folder.Path, provider.Environment, 0, [.. Judge, "--concurrency", "64"]);
        watched.Watch.Service = service.Address;
        var random = new Random(3);
        int[] sends = [.. Enumerable.Range(0, distinct), .. Enumerable.Range(0, distinct / 4).Select(_ => random.Next(distinct))];
        random.Shuffle(sends);
        HttpStatusCode[] answers = new HttpStatusCode[sends.Length / 50];

        await Parallel.ForAsync(0, answers.Length, new ParallelOptions { MaxDegreeOfParallelism = 50, CancellationToken = TestContext.Current.CancellationToken }, async (batch, cancel) =>
        {
            string[] ids = [.. sends.Skip(batch * 50).Take(50).Select(i => $"d{i}")];
            string body = string.Join('\n', ids.Select(id => $$"""{"id":"{{id}}","input":"Question {{id}}?","output":"Answer {{id}}."}"""));
            while (answers[batch] != HttpStatusCode.Accepted)
            {
                long request = watched.History.Send(ids);
                answers[batch] = (await service.PostAsync(body)).Status;
                Assert.True(answers[batch] is HttpStatusCode.Accepted or HttpStatusCode.TooManyRequests, $"{answers[batch]}");
                if (answers[batch] == HttpStatusCode.Accepted)
                {
                    watched.History.Acknowledge(request);
                }
                else
                {
                    watched.History.Refuse(request);
                }
            }
        });
        JsonElement total = await service.SettledAsync();
        await service.StopAsync();
        await provider.EndAsync();
        CheckReport report = await watched.FinishAsync();

        Assert.Equal((distinct, distinct), (total.GetProperty("accepted").GetInt32(), total.GetProperty("scored").GetInt32()));
        Assert.True(report.IsClean, report.ToString());
        Assert.Equal((distinct, 0), (report.Acknowledged, report.Unanswered));
        Assert.Equal((distinct, 0, 0), (report.Calls, report.CallsWithoutAttempt, report.Unbalanced));
        AssayProcess.Finished doctor = await AssayProcess.RunAsync(folder.Path, null, "doctor");
        Assert.True(doctor.ExitCode == 0, doctor.ToString());
        Assert.Contains(distinct.ToString(CultureInfo.InvariantCulture) + " responses", doctor.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("http://0.0.0.0:5080", "others than this machine")]
    [InlineData("ftp://127.0.0.1", "must be addresses")]
    public async Task An_address_that_cannot_be_served_safely_is_refused(string url, string expected)
    {
        using var folder = new TemporaryFolder();

        AssayProcess.Finished finished = await AssayProcess.RunAsync(folder.Path, null, "serve", "--urls", url, "--judge", "offline:heuristic");

        Assert.Equal(2, finished.ExitCode);
        Assert.Contains(expected, finished.Errors, StringComparison.Ordinal);
    }

    private static string Lines(string name, int count) =>
        string.Join('\n', Enumerable.Range(0, count).Select(i => $$"""{"id":"{{name}}-{{i}}","input":"Question {{i}} of {{name}}?","output":"Answer {{i}}."}"""));

    private static async Task UntilAsync(Func<Task<bool>> holds)
    {
        while (!await holds())
        {
            await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System, TestContext.Current.CancellationToken);
        }
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
