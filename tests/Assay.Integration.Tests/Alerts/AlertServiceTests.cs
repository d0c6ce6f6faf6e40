using System.Net;
using System.Text.Json;
using Assay.Integration.Tests.Outbound;
using Assay.Integration.Tests.Testing;
using Assay.Simulator;

namespace Assay.Integration.Tests.Alerts;

/// <summary>Alerts of the real service.</summary>
public sealed class AlertServiceTests
{
    private const int Together = 30;

    /// <summary>The heuristic judge gives such an answer less than 5.</summary>
    private const string Low = "alerts: {low: {mean: {below: 5, last: 20, min_n: 20}}}\n";

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Low_scores_are_told_within_a_minute_of_the_last_verdict()
    {
        using var folder = new TemporaryFolder();
        await using ReceivingServer receiver = await ReceivingServer.StartAsync();
        using ServiceProcess service = await Receiving.StartAsync(folder, Notified(receiver.Address) + Low);
        await service.PostAsync(Receiving.Lines("a", Together));
        await service.SettledAsync();
        long decided = TimeProvider.System.GetTimestamp();
        JsonElement incident = await OpenAsync(service);
        while (receiver.Events.Count == 0)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System, Cancel);
        }

        TimeSpan took = TimeProvider.System.GetElapsedTime(decided);
        TestContext.Current.SendDiagnosticMessage($"told {took.TotalSeconds:0.0} s after the last verdict");
        Assert.True(took < TimeSpan.FromSeconds(60), $"{took}");
        Assert.Equal("low", incident.GetProperty("rule").GetString());
        JsonElement told = Assert.Single(receiver.Events);
        Assert.Equal(("alert", "opened", incident.GetProperty("id").GetString()), (told.GetProperty("type").GetString(), told.GetProperty("event").GetString(), told.GetProperty("incident").GetProperty("id").GetString()));
        Assert.Contains("assay_alerts_firing{rule=\"low\",severity=\"page\"} 1\n", await service.Http.GetStringAsync("/metrics", Cancel), StringComparison.Ordinal);
        JsonElement row = (await service.GetAsync("/v1/alerts")).GetProperty("alerts").EnumerateArray().Single(a => a.GetProperty("name").GetString() == "low");
        Assert.Equal("alarm", row.GetProperty("subjects")[0].GetProperty("state").GetString());
        Assert.Equal(20, row.GetProperty("subjects")[0].GetProperty("value").GetProperty("n").GetInt32());
    }

    [Theory]
    [InlineData("alerting")]
    [InlineData("alerted")]
    public async Task Killed_around_saving_an_incident_it_opens_once_and_is_told_once(string moment)
    {
        using var folder = new TemporaryFolder();
        await using ReceivingServer receiver = await ReceivingServer.StartAsync();
        string configuration = Notified(receiver.Address) + Low;
        using (ServiceProcess first = await Receiving.StartAsync(folder, configuration, $"{moment}:1"))
        {
            await first.PostAsync(Receiving.Lines("a", Together));
            await first.WaitAsync();
        }

        using ServiceProcess second = await Receiving.StartAsync(folder, configuration);
        await OpenAsync(second);
        while (receiver.Events.Count == 0)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System, Cancel);
        }

        await second.StopAsync();
        Assert.Single(receiver.Events);
        AssayProcess.Finished list = await AssayProcess.RunAsync(folder.Path, Receiving.Environment, "alert", "list", "--json");
        Assert.Single(list.Json.GetProperty("incidents").EnumerateArray());
        AssayProcess.Finished doctor = await AssayProcess.RunAsync(folder.Path, Receiving.Environment, "doctor");
        Assert.True(doctor.ExitCode == 0, doctor.ToString());
    }

    [Fact]
    public async Task Where_the_judge_fails_its_coverage_is_alarmed_of_and_no_score()
    {
        using var folder = new TemporaryFolder();
        await using LoggedProvider provider = await LoggedProvider.StartAsync(new SimulatorOptions { Faults = FaultMix.Parse("malformed=0.9"), Seed = 5 });
        folder.Write("assay.yaml", """
            judges: {quality: {model: "openai:sim", rubric: {overall: 1-5, criteria: {helpful: {question: "Does it help?", scale: 1-5}}}}}
            alerts:
              low: {mean: {below: 5, last: 10, min_n: 2, confidence: 0.5}}
              bad: {bad_share: {budget: 0.1%, at_most: 5}}
            """);
        using ServiceProcess service = await ServiceProcess.StartAsync(folder.Path, provider.Environment, 0, "--free");
        await service.PostAsync(Receiving.Lines("a", 60));
        await service.SettledAsync();

        JsonElement incident = await OpenAsync(service);
        // Another look, so that every rule has seen it.
        await Task.Delay(TimeSpan.FromSeconds(12), TimeProvider.System, Cancel);

        Assert.Equal("coverage", incident.GetProperty("rule").GetString());
        Assert.Equal(["coverage"], (await service.GetAsync("/v1/incidents")).GetProperty("incidents").EnumerateArray().Select(i => i.GetProperty("rule").GetString()));
    }

    [Fact]
    public async Task Rules_are_saved_tested_muted_and_removed_by_http_and_incidents_acknowledged()
    {
        using var folder = new TemporaryFolder();
        using ServiceProcess service = await Receiving.StartAsync(folder, Low);
        await service.PostAsync(Receiving.Lines("a", Together));
        await service.SettledAsync();

        (HttpStatusCode saved, JsonElement rule) = await AskAsync(service, HttpMethod.Put, "/v1/alerts/my%20rule", "mine:\n  nothing: 1\n");
        Assert.Equal(HttpStatusCode.BadRequest, saved);
        Assert.Contains("rule:1:1: error: the rule has no condition", rule.GetProperty("detail").GetString(), StringComparison.Ordinal);
        (saved, rule) = await AskAsync(service, HttpMethod.Put, "/v1/alerts/my%20rule", "mean: {below: 3, window: 24h}\ncriterion: helpful\n");
        Assert.Equal((HttpStatusCode.OK, "my rule", "page"), (saved, rule.GetProperty("name").GetString(), rule.GetProperty("origin").GetString()));
        Assert.Equal(HttpStatusCode.BadRequest, (await AskAsync(service, HttpMethod.Put, "/v1/alerts/other", "mean: {below: 3, window: 24h}\ncriterion: helpfull\n")).Status);
        Assert.Equal(HttpStatusCode.Conflict, (await AskAsync(service, HttpMethod.Put, "/v1/alerts/low", "drop: {}")).Status);
        Assert.Equal(HttpStatusCode.Conflict, (await AskAsync(service, HttpMethod.Delete, "/v1/alerts/owed", "")).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await AskAsync(service, HttpMethod.Delete, "/v1/alerts/nothing", "")).Status);
        Assert.Equal(HttpStatusCode.BadRequest, (await AskAsync(service, HttpMethod.Post, "/v1/alerts/low/mute", "{\"for\": \"for ever\"}")).Status);
        Assert.True((await AskAsync(service, HttpMethod.Post, "/v1/alerts/low/mute", "{\"for\": \"2h\"}")).Body.TryGetProperty("muted_until", out _));
        Assert.True((await service.GetAsync("/v1/alerts")).GetProperty("alerts").EnumerateArray().Single(a => a.GetProperty("name").GetString() == "low").TryGetProperty("muted_until", out _));
        (HttpStatusCode tested, JsonElement report) = await AskAsync(service, HttpMethod.Post, "/v1/alerts/backtest?range=48h", "mean: {below: 5, window: 24h}");
        Assert.Equal((HttpStatusCode.OK, 48, 0), (tested, report.GetProperty("looks").GetInt32(), report.GetProperty("fired").GetInt32()));
        Assert.Equal(HttpStatusCode.BadRequest, (await AskAsync(service, HttpMethod.Post, "/v1/alerts/backtest?range=never", "drop: {}")).Status);
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, (await AskAsync(service, HttpMethod.Post, "/v1/alerts/backtest", new string(' ', 70_000))).Status);

        string id = (await OpenAsync(service)).GetProperty("id").GetString()!;
        Assert.Equal(HttpStatusCode.BadRequest, (await AskAsync(service, HttpMethod.Post, $"/v1/incidents/{id}/acknowledge", "[]")).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await AskAsync(service, HttpMethod.Post, $"/v1/incidents/{Guid.NewGuid()}/acknowledge", "")).Status);
        Assert.Equal("Ann", (await AskAsync(service, HttpMethod.Post, $"/v1/incidents/{id}/acknowledge", "{\"by\": \"Ann\"}")).Body.GetProperty("acknowledged").GetProperty("by").GetString());
        Assert.Equal(HttpStatusCode.NoContent, (await AskAsync(service, HttpMethod.Delete, "/v1/alerts/my%20rule", "")).Status);
        Assert.Equal(HttpStatusCode.BadRequest, (await AskAsync(service, HttpMethod.Get, "/v1/incidents?limit=0", "")).Status);
        Assert.Equal(HttpStatusCode.BadRequest, (await AskAsync(service, HttpMethod.Get, "/v1/incidents?range=x", "")).Status);
    }

    private static string Notified(Uri address) => $"notify: {{ops: {{webhook: {{url: \"{address}\", secret_variable: OPS_SECRET, allow_private: true}}}}}}\n";

    private static async Task<JsonElement> OpenAsync(ServiceProcess service)
    {
        while (true)
        {
            if ((await service.GetAsync("/v1/incidents?open=true")).GetProperty("incidents").EnumerateArray().Select(i => (JsonElement?)i).FirstOrDefault() is { } incident)
            {
                return incident;
            }

            await Task.Delay(TimeSpan.FromMilliseconds(100), TimeProvider.System, Cancel);
        }
    }

    private static async Task<(HttpStatusCode Status, JsonElement Body)> AskAsync(ServiceProcess service, HttpMethod method, string path, string body)
    {
        using var request = new HttpRequestMessage(method, path) { Content = body.Length > 0 ? new StringContent(body) : null };
        using HttpResponseMessage response = await service.Http.SendAsync(request, Cancel);
        string text = await response.Content.ReadAsStringAsync(Cancel);
        return (response.StatusCode, text.Length > 0 ? JsonElement.Parse(text) : default);
    }
}
