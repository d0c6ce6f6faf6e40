using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using Assay.Integration.Tests.CommandLine;
using Assay.Integration.Tests.Testing;
using Assay.Simulator;

namespace Assay.Integration.Tests.Service;

/// <summary>Juries and cascades as judges of the service.</summary>
public sealed class PanelServiceTests : IDisposable
{
    private readonly PanelFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_cascade_that_is_served_shows_its_stages_and_their_cost_and_asks_people_once()
    {
        await using LoggedProvider provider = await LoggedProvider.StartAsync(new SimulatorOptions { Noise = 0.2 });
        using ServiceProcess service = await ServiceProcess.StartAsync(_folder.Path, provider.Environment, 0, "--judge", "cascade");
        await PostAsync(service, 0, 60);
        // What comes twice is judged once.
        await PostAsync(service, 0, 20);
        JsonElement total = await service.SettledAsync();
        JsonElement quality = await service.GetAsync("/v1/quality?judge=cascade");
        JsonElement[] trails = new JsonElement[60];
        for (int i = 0; i < trails.Length; i++)
        {
            trails[i] = Outcome(await service.GetAsync($"/v1/responses/r{i}"));
        }

        AssayProcess.Finished why = await AssayProcess.RunAsync(_folder.Path, provider.Environment, "why", "r3");
        AssayProcess.Finished queues = await AssayProcess.RunAsync(_folder.Path, provider.Environment, "label", "status", "--json");
        AssayProcess.Finished stopped = await service.StopAsync();
        AssayProcess.Finished doctor = await AssayProcess.RunAsync(_folder.Path, provider.Environment, "doctor");

        Assert.Equal((60, 60), (total.GetProperty("accepted").GetInt32(), total.GetProperty("scored").GetInt32()));
        Assert.Equal(60, quality.GetProperty("coverage").GetProperty("scored").GetInt32());
        JsonElement[] panels = [.. trails.Select(t => t.GetProperty("panel"))];
        int people = panels.Count(p => p.GetProperty("asks_people").GetBoolean());
        Assert.InRange(people, 1, 59);
        Assert.Equal(people, queues.Json.GetProperty("queues").EnumerateArray().Sum(q => q.GetProperty("asked").GetInt32()));
        Assert.Equal(panels.Average(p => p.GetProperty("stages").EnumerateArray().Last(s => s.GetProperty("decided").GetBoolean()).GetProperty("score").GetDouble()), quality.GetProperty("criteria").GetProperty("overall").GetProperty("mean").GetProperty("value").GetDouble(), 9);
        Assert.Contains("stage small", why.Output, StringComparison.Ordinal);
        Assert.True(stopped.ExitCode == 0, stopped.ToString());
        Assert.True(doctor.ExitCode == 0, doctor.ToString());
        IReadOnlyList<JsonElement> log = await provider.EndAsync();
        Assert.Equal(log.Count, panels.Sum(p => p.GetProperty("stages").EnumerateArray().Sum(s => s.GetProperty("votes").GetArrayLength())));
        Assert.Equal(log.Sum(PanelFolder.UsdOf), panels.Sum(p => p.GetProperty("stages").EnumerateArray().Sum(s => s.GetProperty("cost_usd").GetDecimal())));
    }

    [Fact]
    public async Task A_member_that_cannot_be_reached_is_left_out_and_shown_where_the_others_are_enough()
    {
        int port = FreePort();
        ConfigureAway(port, quorum: 2);
        await using LoggedProvider provider = await LoggedProvider.StartAsync();
        using ServiceProcess service = await ServiceProcess.StartAsync(_folder.Path, provider.Environment, 0, "--judge", "away");
        await PostAsync(service, 0, 20);
        JsonElement total = await service.SettledAsync();
        JsonElement outcome = Outcome(await service.GetAsync("/v1/responses/r3"));
        await service.StopAsync();
        AssayProcess.Finished doctor = await AssayProcess.RunAsync(_folder.Path, provider.Environment, "doctor");

        Assert.Equal((20, 20), (total.GetProperty("accepted").GetInt32(), total.GetProperty("scored").GetInt32()));
        Assert.Equal([true, true, false], Voted(outcome));
        JsonElement left = outcome.GetProperty("panel").GetProperty("stages")[0].GetProperty("votes")[2];
        Assert.Equal("paused", left.GetProperty("reason").GetString());
        Assert.Contains("cannot be reached", left.GetProperty("detail").GetString(), StringComparison.Ordinal);
        Assert.True(doctor.ExitCode == 0, doctor.ToString());
        Assert.Equal(2 * 20, (await provider.EndAsync()).Count);
    }

    [Fact]
    public async Task A_member_without_whom_there_is_no_quorum_is_waited_for_and_the_others_are_not_asked_again()
    {
        int port = FreePort();
        ConfigureAway(port, quorum: 3);
        await using LoggedProvider provider = await LoggedProvider.StartAsync();
        ProviderSimulator elsewhere = await ElsewhereAsync(port);
        using ServiceProcess service = await ServiceProcess.StartAsync(_folder.Path, provider.Environment, 0, "--judge", "away");
        await PostAsync(service, 0, 20);
        await service.SettledAsync();
        await elsewhere.DisposeAsync();
        await PostAsync(service, 20, 20);
        while ((await service.GetAsync("/v1/judges")).GetProperty("judges")[0].GetProperty("state").GetString() == "working")
        {
            await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System, TestContext.Current.CancellationToken);
        }

        JsonElement meanwhile = await service.TotalAsync();
        elsewhere = await ElsewhereAsync(port);
        JsonElement total = await service.SettledAsync();
        JsonElement outcome = Outcome(await service.GetAsync("/v1/responses/r23"));
        await service.StopAsync();
        AssayProcess.Finished doctor = await AssayProcess.RunAsync(_folder.Path, provider.Environment, "doctor");
        await elsewhere.DisposeAsync();

        Assert.Equal((20, 20), (meanwhile.GetProperty("scored").GetInt32(), meanwhile.GetProperty("owed").GetInt32()));
        Assert.Equal((40, 40), (total.GetProperty("accepted").GetInt32(), total.GetProperty("scored").GetInt32()));
        Assert.Equal([true, true, true], Voted(outcome));
        Assert.True(doctor.ExitCode == 0, doctor.ToString());
        Assert.Equal(2 * 40, (await provider.EndAsync()).Count);
    }

    [Fact]
    public async Task Rejudging_owes_a_changed_jury_what_it_was_given_and_asks_only_who_is_new()
    {
        await using LoggedProvider provider = await LoggedProvider.StartAsync();
        _folder.Configure("  changed: {jury: {members: [small, third]}}");
        using (ServiceProcess before = await ServiceProcess.StartAsync(_folder.Path, provider.Environment, 0, "--judge", "changed"))
        {
            await PostAsync(before, 0, 30);
            await before.SettledAsync();
            await before.StopAsync();
        }

        _folder.Configure("  changed: {jury: {members: [small, third, strong]}}");
        AssayProcess.Finished plan = await RejudgeAsync(provider, "--dry-run");
        AssayProcess.Finished owe = await RejudgeAsync(provider);
        AssayProcess.Finished twice = await RejudgeAsync(provider);
        using ServiceProcess service = await ServiceProcess.StartAsync(_folder.Path, provider.Environment, 0, "--judge", "changed");
        JsonElement total = await service.SettledAsync();
        JsonElement trail = await service.GetAsync("/v1/responses/r3");
        await service.StopAsync();
        AssayProcess.Finished doctor = await AssayProcess.RunAsync(_folder.Path, provider.Environment, "doctor");

        Assert.True(plan.ExitCode == 0, plan.ToString());
        Assert.Equal((30, 30), (plan.Count("responses"), plan.Count("calls")));
        Assert.Equal((30, 0), (owe.Count("owed"), twice.Count("owed")));
        Assert.Equal(60, total.GetProperty("scored").GetInt32());
        Assert.Equal(3 * 30, (await provider.EndAsync()).Count);
        // Both verdicts stay, each with its version.
        JsonElement[] results = [.. trail.GetProperty("revisions")[0].GetProperty("judgments").EnumerateArray().Select(j => j.GetProperty("result"))];
        Assert.Equal([2, 3], results.Select(r => Voted(r).Length).Order());
        Assert.Equal(2, results.Select(r => r.GetProperty("judge_version").GetString()).Distinct().Count());
        Assert.True(doctor.ExitCode == 0, doctor.ToString());
    }

    [Fact]
    public async Task Rejudging_what_failed_asks_a_jury_again_that_had_no_quorum()
    {
        int port = FreePort();
        _folder.Configure(
            "  changed: {jury: {members: [small, 'elsewhere:m', 'elsewhere:n']}}",
            $"providers: {{elsewhere: {{base_url: 'http://127.0.0.1:{port}/v1', free: true}}}}");
        await using LoggedProvider provider = await LoggedProvider.StartAsync();
        ProviderSimulator elsewhere = await ElsewhereAsync(port, "refusal=1");
        using ServiceProcess service = await ServiceProcess.StartAsync(_folder.Path, provider.Environment, 0, "--judge", "changed");
        await PostAsync(service, 0, 20);
        JsonElement failed = await service.SettledAsync();
        await elsewhere.DisposeAsync();
        elsewhere = await ElsewhereAsync(port);
        AssayProcess.Finished unasked = await RejudgeAsync(provider);
        AssayProcess.Finished plan = await RejudgeAsync(provider, "--failed", "--dry-run");
        AssayProcess.Finished owe = await RejudgeAsync(provider, "--failed");
        JsonElement total = await service.SettledAsync();
        JsonElement outcome = Outcome(await service.GetAsync("/v1/responses/r3"));
        await service.StopAsync();
        AssayProcess.Finished doctor = await AssayProcess.RunAsync(_folder.Path, provider.Environment, "doctor");
        await elsewhere.DisposeAsync();

        Assert.Equal(20, failed.GetProperty("unscored").GetProperty("no_quorum").GetInt32());
        Assert.Equal((0, 20, 40, 20), (unasked.Count("owed"), plan.Count("responses"), plan.Count("calls"), owe.Count("owed")));
        Assert.Equal((20, 20), (total.GetProperty("accepted").GetInt32(), total.GetProperty("scored").GetInt32()));
        Assert.Equal([true, true, true], Voted(outcome));
        // What one of them had said is not asked again.
        Assert.Equal(20, (await provider.EndAsync()).Count);
        Assert.True(doctor.ExitCode == 0, doctor.ToString());
    }

    private void ConfigureAway(int port, int quorum) => _folder.Configure(
        $"  away: {{jury: {{members: [small, third, 'elsewhere:m'], quorum: {quorum}}}}}",
        $"providers: {{elsewhere: {{base_url: 'http://127.0.0.1:{port}/v1', free: true}}}}");

    private static async Task<ProviderSimulator> ElsewhereAsync(int port, string faults = "") =>
        await ProviderSimulator.StartAsync(new SimulatorOptions { Port = port, Faults = FaultMix.Parse(faults) }, TestContext.Current.CancellationToken);

    private static async Task PostAsync(ServiceProcess service, int from, int count) =>
        Assert.Equal(HttpStatusCode.Accepted, (await service.PostAsync(string.Join('\n', Enumerable.Range(from, count).Select(i => PanelFolder.Response(i))))).Status);

    private static JsonElement Outcome(JsonElement trail) => trail.GetProperty("revisions")[0].GetProperty("judgments")[0].GetProperty("result");

    private static bool[] Voted(JsonElement outcome) =>
        [.. outcome.GetProperty("panel").GetProperty("stages")[0].GetProperty("votes").EnumerateArray().Select(v => v.GetProperty("overall").ValueKind == JsonValueKind.Number)];

    private Task<AssayProcess.Finished> RejudgeAsync(LoggedProvider provider, params string[] more) =>
        AssayProcess.RunAsync(_folder.Path, provider.Environment, ["rejudge", "--judge", "changed", "--since", "1h", "--json", .. more]);

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
