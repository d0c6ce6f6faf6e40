using System.Text.Json;
using Assay.Integration.Tests.Testing;
using Assay.Simulator;

namespace Assay.Integration.Tests.Service;

/// <summary>A response that kills whoever judges it.</summary>
public sealed class QuarantineTests
{
    private const int Responses = 60;

    [Fact]
    public async Task A_response_that_kills_the_service_is_found_out_and_the_others_are_judged()
    {
        using var folder = new TemporaryFolder();
        await using LoggedProvider provider = await LoggedProvider.StartAsync(new SimulatorOptions { Latency = TimeSpan.FromMilliseconds(20) });
        Dictionary<string, string> environment = provider.Environment;
        environment["ASSAY_FAIL_POINT"] = "calling@r-20";
        int deaths = 0;
        JsonElement total = default;
        while (deaths < 10)
        {
            using ServiceProcess service = await StartAsync(folder.Path, environment);
            if (deaths == 0)
            {
                await service.PostAsync(string.Join('\n', Enumerable.Range(0, Responses).Select(i => $$"""{"id":"r-{{i}}","input":"Question {{i}}?","output":"Answer {{i}}."}""")));
            }

            if (await SurvivesAsync(service) is { } settled)
            {
                total = settled;
                await service.StopAsync();
                break;
            }

            deaths++;
        }

        AssayProcess.Finished why = await AssayProcess.RunAsync(folder.Path, null, "why", "r-20");
        // With the defect mended, it need not wait for its time.
        using ServiceProcess mended = await StartAsync(folder.Path, provider.Environment);
        AssayProcess.Finished rejudge = await AssayProcess.RunAsync(folder.Path, provider.Environment, ["rejudge", "--since", "1h", .. Judge]);
        JsonElement last = await mended.SettledAsync();

        Assert.Equal(3, deaths);
        Assert.Equal((Responses - 1, 1), (total.GetProperty("scored").GetInt32(), total.GetProperty("owed").GetInt32()));
        Assert.Contains("died 3 times while this was being judged", why.Output, StringComparison.Ordinal);
        Assert.Contains("tried again after", why.Output, StringComparison.Ordinal);
        Assert.True(rejudge.ExitCode == 0, rejudge.ToString());
        Assert.Equal((Responses, 0), (last.GetProperty("scored").GetInt32(), last.GetProperty("owed").GetInt32()));
    }

    private static string[] Judge => ["--judge", "openai:sim", "--free", "--criterion", "accuracy", "--rubric", "Is the answer right?"];

    private static Task<ServiceProcess> StartAsync(string folder, Dictionary<string, string> environment) =>
        ServiceProcess.StartAsync(folder, environment, 0, [.. Judge, "--concurrency", "8"]);

    /// <summary>The ledger's total when all but one are judged; null when the service dies before.</summary>
    private static async Task<JsonElement?> SurvivesAsync(ServiceProcess service)
    {
        while (true)
        {
            try
            {
                JsonElement total = await service.TotalAsync();
                // The others come first: only when it has been put off is it certain that nothing more happens.
                if (total.GetProperty("scored").GetInt32() == Responses - 1
                    && (await service.GetAsync("/v1/responses/r-20")).GetProperty("revisions")[0].GetProperty("judgments")[0].TryGetProperty("next_try_at", out _))
                {
                    return total;
                }

                await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System, TestContext.Current.CancellationToken);
            }
            catch (HttpRequestException)
            {
                await service.WaitAsync();
                return null;
            }
        }
    }
}
