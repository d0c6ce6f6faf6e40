using System.Diagnostics;
using System.Net;
using System.Text;
using System.Text.Json;
using Assay.Checking;
using Assay.Checking.Accounts;
using Assay.Integration.Tests.Checking;
using Assay.Integration.Tests.Testing;
using Assay.Simulator;

namespace Assay.Integration.Tests.Service;

/// <summary>The service killed again and again under load, at moments that are worst and at any.</summary>
public sealed class ServiceKillTests
{
    private const int Kills = 100;
    private const int Concurrency = 16;
    private const int Senders = 3;
    private const int Together = 5;

    /// <summary>From a request that is read to an outcome that is saved.</summary>
    private static readonly string[] Moments = ["parsed", "received", "acknowledged", "taken", "calling", "judged", "recording", "recorded"];

    [Fact]
    public async Task A_service_killed_a_hundred_times_loses_nothing_that_it_acknowledged_and_doubles_nothing()
    {
        using var folder = new TemporaryFolder();
        await using LoggedProvider provider = await LoggedProvider.StartAsync(new SimulatorOptions { Latency = TimeSpan.FromMilliseconds(15), Jitter = TimeSpan.FromMilliseconds(10) });
        await using var watched = new WatchedService(folder.File("assay.db"), provider, TokenPrice.Mini);
        var random = new Random(23);
        var slowest = TimeSpan.Zero;
        int port = 0;
        using var sending = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        Task[] senders = [];
        for (int kill = 0; kill < Kills; kill++)
        {
            string? moment = kill % 3 == 0 ? null : Moments[kill % Moments.Length];
            Dictionary<string, string> environment = provider.Environment;
            if (moment is not null)
            {
                environment["ASSAY_FAIL_POINT"] = $"{moment}:{random.Next(1, 30)}";
            }

            long begun = Stopwatch.GetTimestamp();
            using ServiceProcess service = await StartAsync(folder, environment, port);
            TimeSpan ready = Stopwatch.GetElapsedTime(begun);
            slowest = ready > slowest ? ready : slowest;
            if (port == 0)
            {
                port = service.Address.Port;
                watched.Watch.Service = service.Address;
                senders = [.. Enumerable.Range(0, Senders).Select(s => SendAsync(service.Address, s, watched.History, sending.Token))];
            }

            if (moment is null)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(random.Next(50, 500)), TimeProvider.System, TestContext.Current.CancellationToken);
                await service.KillAsync();
            }
            else
            {
                await service.WaitAsync();
            }
        }

        using ServiceProcess last = await StartAsync(folder, provider.Environment, port);
        await sending.CancelAsync();
        await Task.WhenAll(senders);
        JsonElement total = await last.SettledAsync();
        AssayProcess.Finished stopped = await last.StopAsync();

        Assert.True(stopped.ExitCode == 0, stopped.ToString());
        Assert.InRange(slowest, TimeSpan.Zero, TimeSpan.FromSeconds(10));
        await provider.EndAsync();
        CheckReport report = await watched.FinishAsync();
        TestContext.Current.SendDiagnosticMessage(
            $"{Kills} kills: {report.Outcomes.All} responses, {report.CallsWithoutAttempt} calls repeated, at most {Kills * Concurrency} allowed; slowest start {slowest.TotalSeconds:0.00} s");
        Assert.True(report.IsClean, report.ToString());
        Assert.Equal((0, total.GetProperty("accepted").GetInt64()), (report.Unbalanced, report.Outcomes.All));
        Assert.Equal(report.Outcomes.All, report.Outcomes.Scored);
        Assert.InRange(report.Acknowledged, 1, report.Outcomes.All);
        Assert.Equal(report.Calls, report.Attempts + report.CallsWithoutAttempt);
        Assert.InRange(report.CallsWithoutAttempt, 0, Kills * Concurrency);
        Assert.InRange(report.Asked, 1, report.Looks);
        AssayProcess.Finished doctor = await AssayProcess.RunAsync(folder.Path, null, "doctor");
        Assert.True(doctor.ExitCode == 0, doctor.ToString());
    }

    private static Task<ServiceProcess> StartAsync(TemporaryFolder folder, Dictionary<string, string> environment, int port) => ServiceProcess.StartAsync(
        folder.Path, environment, port,
        "--judge", "openai:gpt-4o-mini", "--criterion", "accuracy", "--rubric", "Is the answer right?", "--concurrency", $"{Concurrency}", "--no-cache");

    /// <summary>Sends batches, each until it is acknowledged; a fifth of the responses is sent again.</summary>
    private static async Task SendAsync(Uri address, int sender, ClientHistory history, CancellationToken stop)
    {
        using var http = new HttpClient { BaseAddress = address, Timeout = TimeSpan.FromSeconds(30) };
        int next = 0;
        while (!stop.IsCancellationRequested)
        {
            string[] ids = [.. Enumerable.Range(Math.Max(0, next - 1), Together).Select(i => $"s{sender}-{i}")];
            next += Together - 1;
            string body = string.Join('\n', ids.Select(id => $$"""{"id":"{{id}}","input":"Question of {{id}}?","output":"Answer of {{id}}."}"""));
            while (!stop.IsCancellationRequested && !await TrySendAsync(http, history, ids, body))
            {
                await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System, CancellationToken.None);
            }

            await Task.Delay(TimeSpan.FromMilliseconds(10), TimeProvider.System, CancellationToken.None);
        }
    }

    private static async Task<bool> TrySendAsync(HttpClient http, ClientHistory history, string[] ids, string body)
    {
        long request = history.Send(ids);
        try
        {
            using var content = new StringContent(body, Encoding.UTF8, "application/x-ndjson");
            using HttpResponseMessage response = await http.PostAsync("/v1/responses", content, CancellationToken.None);
            if (response.StatusCode == HttpStatusCode.Accepted)
            {
                history.Acknowledge(request);
                return true;
            }

            if (response.StatusCode is HttpStatusCode.TooManyRequests or HttpStatusCode.ServiceUnavailable)
            {
                history.Refuse(request);
            }

            return false;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }
}
