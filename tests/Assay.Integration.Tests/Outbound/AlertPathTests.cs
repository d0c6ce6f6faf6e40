using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Assay.Integration.Tests.Testing;

namespace Assay.Integration.Tests.Outbound;

/// <summary>From responses that get worse with a release to the messages in Slack: the real service, a simulated judge, a Slack on this machine.</summary>
public sealed class AlertPathTests
{
    private const int Each = 150;

    [Fact(Timeout = 180_000)]
    public async Task A_fall_since_a_release_is_told_once_within_a_minute_and_its_end_once()
    {
        using var folder = new TemporaryFolder();
        await using LoggedProvider provider = await LoggedProvider.StartAsync();
        await using ReceivingServer slack = await ReceivingServer.StartAsync((_, request) => request == 1
            ? new ReceivingServer.Answer(429) { Headers = [("Retry-After", "1")] }
            : new ReceivingServer.Answer(200) { Body = "ok"u8.ToArray() });
        folder.Write("assay.yaml", """
            judges:
              quality:
                model: openai:sim
                rubric: { criteria: { helpful: { question: "Does it help?", scale: 1-5 } } }
            public_url: https://assay.example.com
            alerts: { defaults: off, worse: { drop: {} } }
            notify: { team: { slack: { url_variable: SLACK_WEBHOOK_URL, allow_private: true } } }
            """);
        Dictionary<string, string> environment = provider.Environment;
        environment["SLACK_WEBHOOK_URL"] = new Uri(slack.Address, "/services/T1/B1/x").ToString();
        using ServiceProcess service = await ServiceProcess.StartAsync(folder.Path, environment, port: 0, "--free");
        DateTimeOffset now = TimeProvider.System.GetUtcNow();

        await service.PostAsync(Lines("v1", now.AddHours(-5), "Returns are free within 30 days: print the label in your account and hand the parcel in."));
        await service.SettledAsync();
        await service.PostAsync(Lines("v2", now.AddHours(-1), "I don't know, please ask somebody else about that."));
        await service.SettledAsync();
        long decided = Stopwatch.GetTimestamp();
        await slack.HeldAsync(2);
        TimeSpan told = Stopwatch.GetElapsedTime(decided);
        await Receiving.HeldAsync(service, r => r.Number("delivered") == 1, "team");

        await service.PostAsync(Lines("v3", now, "Returns are free within 30 days: print the label in your account and hand the parcel in."));
        await Receiving.HeldAsync(service, r => r.Number("delivered") == 2, "team");
        // Time for two more looks: nothing else is told.
        await Task.Delay(TimeSpan.FromSeconds(21), TimeProvider.System, TestContext.Current.CancellationToken);
        JsonElement[] log = [.. (await service.GetAsync("/v1/deliveries")).GetProperty("deliveries").EnumerateArray()];
        await service.StopAsync();

        TestContext.Current.SendDiagnosticMessage(FormattableString.Invariant($"told {told.TotalSeconds:0.0} s after the deciding verdict"));
        Assert.InRange(told, TimeSpan.Zero, TimeSpan.FromSeconds(60));
        Assert.Equal([("closed", "delivered"), ("opened", "delivered")], log.Select(d => (d.GetProperty("event").GetString()!, d.GetProperty("result").GetString()!)));
        Assert.Single(log.Select(d => d.GetProperty("incident").GetGuid()).Distinct());
        Assert.Equal(3, slack.Requests.Count);
        string opened = JsonElement.Parse(slack.Requests[1].Body).GetProperty("blocks").ToString();
        Assert.StartsWith("Alert: worse\n", JsonElement.Parse(slack.Requests[1].Body).GetProperty("text").GetString(), StringComparison.Ordinal);
        Assert.All(
            (string[])["fell from", "Since release\\nv2", "Lowest 1: ", "Lowest 5: ", "Answered: I don't know, please ask somebody else about that.", $"https://assay.example.com/alerts/incidents/{log[0].GetProperty("incident").GetGuid()}"],
            part => Assert.Contains(part, opened, StringComparison.Ordinal));
        Assert.StartsWith("Closed: worse\n", JsonElement.Parse(slack.Requests[2].Body).GetProperty("text").GetString(), StringComparison.Ordinal);
    }

    private static string Lines(string release, DateTimeOffset at, string output) => string.Join('\n', Enumerable.Range(0, Each).Select(i => JsonSerializer.Serialize(new Dictionary<string, string>
    {
        ["id"] = string.Create(CultureInfo.InvariantCulture, $"{release}-{i}"),
        ["input"] = string.Create(CultureInfo.InvariantCulture, $"How do I return order {i}?"),
        ["output"] = output,
        ["release"] = release,
        ["occurred_at"] = at.ToString("O", CultureInfo.InvariantCulture),
    })));
}
