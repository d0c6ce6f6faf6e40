using System.Globalization;
using System.Net;
using System.Text.Json;
using Assay.Integration.Tests.Outbound;
using Assay.Integration.Tests.Testing;
using Assay.Simulator;

namespace Assay.Integration.Tests.Alerts;

/// <summary>A judge that moves, and a product that does, told apart by the real service over real sockets.</summary>
public sealed class AnchorServiceTests
{
    private const int Together = 600;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_judge_that_silently_moves_by_a_fifth_of_a_point_is_told_as_the_judge_and_not_as_the_product()
    {
        using var folder = new TemporaryFolder();
        await using ReceivingServer receiver = await ReceivingServer.StartAsync();
        await using LoggedProvider provider = await LoggedProvider.StartAsync();
        using ServiceProcess service = await StartAsync(folder, provider, receiver, anchors: 200);
        double before = await JudgeAsync(service, "before", Together);
        await SetBarAsync(service, before - 0.05);

        provider.MoveJudge(-0.05);
        double after = await JudgeAsync(service, "after", Together);
        JsonElement incident = await OpenAsync(service);

        JsonElement check = incident.GetProperty("opening").GetProperty("judge_check");
        Assert.True(check.GetProperty("attribution").GetString() == "judge", $"{before} to {after}: {incident}");
        Assert.Equal("ticket", incident.GetProperty("severity").GetString());
        Assert.InRange(check.GetProperty("calls").GetInt32(), 1, 200);
        Assert.InRange(check.GetProperty("shift").GetProperty("value").GetDouble(), -0.35, -0.1);
        Assert.Matches(@"^the judge moved by -0\.\d\d \[-0\.\d\d, -0\.\d\d\] on its anchors: scores of the product may be unchanged$", check.GetProperty("statement").GetString());
        await UntilAsync(() => Task.FromResult(receiver.Events.Count > 0));
        Assert.Equal("judge", receiver.Events[0].GetProperty("incident").GetProperty("opening").GetProperty("judge_check").GetProperty("attribution").GetString());

        // A judge that moved gets a new baseline, and says so.
        await UntilAsync(async () => (await AnchorsAsync(service)).GetProperty("baseline") is var b && b.GetProperty("number").GetInt32() == 2 && b.GetProperty("missing").GetInt32() == 0);
        Assert.True((await AnchorsAsync(service)).GetProperty("last_check").GetProperty("moved").GetBoolean());
        Assert.Contains("assay_judge_anchor_moved{judge=\"quality\"", await service.Http.GetStringAsync("/metrics", Cancel), StringComparison.Ordinal);
        Assert.Contains("The judge moved", await service.Http.GetStringAsync($"/alerts/incidents/{incident.GetProperty("id").GetString()}", Cancel), StringComparison.Ordinal);
        Assert.Contains("the judge moved by", await service.Http.GetStringAsync("/judges", Cancel), StringComparison.Ordinal);

        // Anchors are in no figure, and everything adds up.
        Assert.Equal(2 * Together, (await service.TotalAsync()).GetProperty("accepted").GetInt32());
        await service.StopAsync();
        AssayProcess.Finished doctor = await AssayProcess.RunAsync(folder.Path, Environment(provider), "doctor");
        Assert.True(doctor.ExitCode == 0, doctor.ToString());
        AssayProcess.Finished said = await AssayProcess.RunAsync(folder.Path, Environment(provider), "trust", "anchors", "--json");
        Assert.StartsWith("the judge moved by -0.", said.Json.GetProperty("judges")[0].GetProperty("summary").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_product_that_falls_is_told_as_such_where_the_judge_did_not_move()
    {
        using var folder = new TemporaryFolder();
        await using ReceivingServer receiver = await ReceivingServer.StartAsync();
        await using LoggedProvider provider = await LoggedProvider.StartAsync();
        using ServiceProcess service = await StartAsync(folder, provider, receiver, anchors: 100);
        double before = await JudgeAsync(service, "before", Together);
        await SetBarAsync(service, before - 0.05);

        await JudgeAsync(service, "after", Together, "I do not know.");
        JsonElement incident = await OpenAsync(service);

        JsonElement check = incident.GetProperty("opening").GetProperty("judge_check");
        Assert.Equal(("product", "page"), (check.GetProperty("attribution").GetString(), incident.GetProperty("severity").GetString()));
        Assert.StartsWith("the judge did not move (", check.GetProperty("statement").GetString(), StringComparison.Ordinal);
        // A hundred anchors, twice.
        Assert.Equal(200, check.GetProperty("calls").GetInt32());
        Assert.Equal(1, (await AnchorsAsync(service)).GetProperty("baseline").GetProperty("number").GetInt32());
    }

    [Fact]
    public async Task Where_the_baseline_is_not_there_yet_the_alert_goes_out_and_says_that_the_judge_was_not_checked()
    {
        using var folder = new TemporaryFolder();
        await using ReceivingServer receiver = await ReceivingServer.StartAsync();
        await using LoggedProvider provider = await LoggedProvider.StartAsync(new SimulatorOptions { Latency = TimeSpan.FromMilliseconds(200) });
        using ServiceProcess service = await StartAsync(folder, provider, receiver, anchors: 200, anchored: "runs: 20", waits: false);
        using var rule = new StringContent("mean: { below: 5, last: 100, min_n: 50 }");
        using HttpResponseMessage saved = await service.Http.PutAsync("/v1/alerts/low", rule, Cancel);
        await JudgeAsync(service, "low", 100, "I do not know.");

        JsonElement incident = await OpenAsync(service);

        Assert.Equal(("unchecked", "page"), (incident.GetProperty("opening").GetProperty("judge_check").GetProperty("attribution").GetString(), incident.GetProperty("severity").GetString()));
        Assert.Contains("their baseline is not complete yet", incident.GetProperty("opening").GetProperty("judge_check").GetProperty("statement").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_budget_of_the_day_holds_for_anchors_too()
    {
        using var folder = new TemporaryFolder();
        await using ReceivingServer receiver = await ReceivingServer.StartAsync();
        await using LoggedProvider provider = await LoggedProvider.StartAsync();
        using ServiceProcess service = await StartAsync(folder, provider, receiver, anchors: 200, more: "    budget_usd_per_day: 0.02\n", waits: false);
        // The budget ends somewhere in the baseline, and is not overspent by it.
        await UntilAsync(async () => (await AnchorsAsync(service)).TryGetProperty("trouble", out JsonElement trouble) && trouble.GetString()!.Contains("leaves no room", StringComparison.Ordinal));
        JsonElement anchors = await AnchorsAsync(service);

        Assert.InRange(anchors.GetProperty("baseline").GetProperty("missing").GetInt32(), 1, 599);
        Assert.InRange(anchors.GetProperty("cost_usd").GetDouble(), 0.001, 0.02);
        string metrics = await service.Http.GetStringAsync("/metrics", Cancel);
        Assert.Contains("assay_judge_anchor_missing{judge=\"quality\"", metrics, StringComparison.Ordinal);
        await service.StopAsync();
        AssayProcess.Finished doctor = await AssayProcess.RunAsync(folder.Path, Environment(provider), "doctor");
        Assert.True(doctor.ExitCode == 0, doctor.ToString());
    }

    [Theory]
    [InlineData(3, "3 anchors are too few")]
    [InlineData(-1, "the file anchors.jsonl cannot be read")]
    public async Task A_service_with_bad_anchors_does_not_start_and_lint_says_why(int anchors, string said)
    {
        using var folder = new TemporaryFolder();
        Configure(folder, "", "runs: 3", "");
        if (anchors >= 0)
        {
            folder.Write("anchors.jsonl", Lines("anchor", anchors));
        }

        AssayProcess.Finished served = await AssayProcess.RunAsync(folder.Path, null, "serve", "--urls", "http://127.0.0.1:0");
        AssayProcess.Finished linted = await AssayProcess.RunAsync(folder.Path, null, "judge", "lint");

        Assert.Equal((2, 2), (served.ExitCode, linted.ExitCode));
        Assert.Contains(said, served.Errors, StringComparison.Ordinal);
        Assert.Contains(said, linted.Output, StringComparison.Ordinal);
    }

    private static async Task<ServiceProcess> StartAsync(TemporaryFolder folder, LoggedProvider provider, ReceivingServer receiver, int anchors, string more = "", string anchored = "trickle: 20", bool waits = true)
    {
        Configure(folder, more, anchored, $"notify: {{ops: {{webhook: {{url: \"{receiver.Address}\", secret_variable: OPS_SECRET, allow_private: true}}}}}}\n");
        folder.Write("anchors.jsonl", Lines("anchor", anchors));
        ServiceProcess service = await ServiceProcess.StartAsync(folder.Path, Environment(provider), 0);
        while (waits && (await AnchorsAsync(service)).GetProperty("baseline").GetProperty("missing").GetInt32() > 0)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(100), TimeProvider.System, Cancel);
        }

        return service;
    }

    private static Dictionary<string, string> Environment(LoggedProvider provider) => new(provider.Environment.Concat(Receiving.Environment));

    private static void Configure(TemporaryFolder folder, string more, string anchored, string notify) => folder.Write("assay.yaml", $$"""
        judges:
          quality:
            model: openai:sim
            rubric: { overall: 1-5, criteria: { helpful: { question: "Does it help?", scale: 1-5 } } }
            anchors: { file: anchors.jsonl, {{anchored}} }
        {{more}}prices: { unit: usd_per_million_tokens, "openai:sim": { input: 0.1, output: 0.4 } }
        alerts: { defaults: off }
        {{notify}}
        """);

    /// <returns>The mean of what is judged so far.</returns>
    private static async Task<double> JudgeAsync(ServiceProcess service, string prefix, int count, string? answer = null)
    {
        await service.PostAsync(Lines(prefix, count, answer));
        await service.SettledAsync();
        JsonElement[] scored = [.. (await service.GetAsync($"/v1/quality?range=24h")).GetProperty("criteria").EnumerateObject().Select(c => c.Value)];
        return scored[0].GetProperty("mean").GetProperty("value").GetDouble();
    }

    private static string Lines(string prefix, int count, string? answer = null) => string.Join('\n', Enumerable.Range(0, count).Select(i =>
        $$"""{"id":"{{prefix}}-{{i}}","input":"What of order {{prefix}} {{i}}?","output":"{{answer ?? "It is on its way, and will be there in some days."}} ({{prefix}} {{i}})"}"""));

    private static async Task SetBarAsync(ServiceProcess service, double bar)
    {
        using var rule = new StringContent(string.Create(CultureInfo.InvariantCulture, $"mean: {{ below: {bar:0.000}, last: {Together}, min_n: 100 }}"));
        using HttpResponseMessage saved = await service.Http.PutAsync("/v1/alerts/low", rule, Cancel);
        Assert.Equal(HttpStatusCode.OK, saved.StatusCode);
    }

    private static async Task<JsonElement> OpenAsync(ServiceProcess service)
    {
        while (true)
        {
            if ((await service.GetAsync("/v1/incidents?open=true")).GetProperty("incidents").EnumerateArray().ToArray() is [var incident, ..])
            {
                return incident;
            }

            await Task.Delay(TimeSpan.FromMilliseconds(200), TimeProvider.System, Cancel);
        }
    }

    private static async Task<JsonElement> AnchorsAsync(ServiceProcess service) => (await service.GetAsync("/v1/anchors")).GetProperty("judges")[0];

    private static async Task UntilAsync(Func<Task<bool>> isSo)
    {
        while (!await isSo())
        {
            await Task.Delay(TimeSpan.FromMilliseconds(100), TimeProvider.System, Cancel);
        }
    }
}
