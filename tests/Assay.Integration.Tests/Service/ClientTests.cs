using System.Net;
using System.Text.Json;
using Assay.Client;
using Assay.Configuring;
using Assay.Integration.Tests.Testing;
using Assay.Providers;
using Assay.Scoring.Judging;
using Microsoft.Extensions.AI;

namespace Assay.Integration.Tests.Service;

/// <summary>The client of an application and the real service.</summary>
public sealed class ClientTests
{
    [Fact]
    public async Task A_service_that_is_killed_and_started_again_gets_everything_once()
    {
        const int responses = 2_000, kills = 4;
        using var folder = new TemporaryFolder();
        ServiceProcess service = await ServiceProcess.StartOfflineAsync(folder.Path);
        var client = new AssayClient(new AssayClientOptions { Address = service.Address, BatchSize = 20, FlushInterval = TimeSpan.FromMilliseconds(20) });
        Task sending = SendAsync(client, responses);
        for (int kill = 1; kill <= kills; kill++)
        {
            while (client.Status.Sent < kill * responses / (kills + 2))
            {
                await Task.Delay(TimeSpan.FromMilliseconds(1), TimeProvider.System, TestContext.Current.CancellationToken);
            }

            await service.KillAsync();
            service.Dispose();
            service = await ServiceProcess.StartAsync(folder.Path, null, service.Address.Port, "--judge", "offline:heuristic");
        }

        await sending;
        await client.FlushAsync(TestContext.Current.CancellationToken);
        await client.DisposeAsync();
        JsonElement total = await service.SettledAsync();
        AssayProcess.Finished stopped = await service.StopAsync();
        service.Dispose();
        AssayProcess.Finished doctor = await AssayProcess.RunAsync(folder.Path, null, "doctor");

        Assert.Equal((0, (long)responses, 0L, 0L), (client.Status.Queued, client.Status.Sent, client.Status.Dropped, client.Status.Rejected));
        Assert.Equal((responses, responses), (total.GetProperty("accepted").GetInt32(), total.GetProperty("scored").GetInt32()));
        Assert.NotNull(client.Status.LastError);
        Assert.True(stopped.ExitCode == 0, stopped.ToString());
        Assert.True(doctor.ExitCode == 0, doctor.ToString());
    }

    [Fact]
    public async Task What_a_chat_answers_is_stored_and_judged()
    {
        using var folder = new TemporaryFolder();
        await using LoggedProvider provider = await LoggedProvider.StartAsync();
        using ServiceProcess service = await ServiceProcess.StartAsync(
            folder.Path, provider.Environment, 0, "--judge", "openai:sim", "--free", "--criterion", "accuracy", "--rubric", "Is the answer right?");
        using var models = new ChatClientFactory(
            new Dictionary<string, ProviderSettings>(), name => provider.Environment.GetValueOrDefault(name), TimeProvider.System, new ProviderLimits(TimeSpan.FromSeconds(30)));
        string? id = null;

        await using (var client = new AssayClient(new AssayClientOptions { Address = service.Address, Release = "v7" }))
        {
            IChatClient chat = models.Create(ModelReference.TryParse("openai:sim")!).UseAssay(client, (response, _, _) =>
            {
                id = response.Id;
                response.Metadata["route"] = "refunds";
            });
            ChatResponse answer = await chat.GetResponseAsync(
                [new(ChatRole.System, "Be brief."), new(ChatRole.User, "Can I return it?")], cancellationToken: TestContext.Current.CancellationToken);
            Assert.NotEqual("", answer.Text);
        }

        JsonElement total = await service.SettledAsync();
        JsonElement revision = (await service.GetAsync($"/v1/responses/{id}")).GetProperty("revisions")[0];
        JsonElement stored = revision.GetProperty("response");

        Assert.Equal((1, 1), (total.GetProperty("accepted").GetInt32(), total.GetProperty("scored").GetInt32()));
        Assert.Equal(("Can I return it?", "v7"), (stored.GetProperty("input").GetString(), stored.GetProperty("release").GetString()));
        Assert.Equal("Be brief.", stored.GetProperty("conversation")[0].GetProperty("content").GetString());
        Assert.Equal("refunds", stored.GetProperty("metadata").GetProperty("route").GetString());
        Assert.InRange(stored.GetProperty("metadata").GetProperty("latency_ms").GetInt64(), 0, 30_000);
    }

    [Fact]
    public async Task What_the_service_refuses_is_told_with_its_own_words()
    {
        using var folder = new TemporaryFolder();
        using ServiceProcess service = await ServiceProcess.StartOfflineAsync(folder.Path);
        await service.PostAsync("""{"id":"taken","input":"q","output":"a"}""");
        await using var client = new AssayClient(new AssayClientOptions { Address = service.Address });

        client.TrySend(new AssayResponse { Id = "taken", Input = "q", Output = "another" });
        client.TrySend(new AssayResponse { Id = "free", Input = "q", Output = "a" });
        await client.FlushAsync(TestContext.Current.CancellationToken);

        Assert.Equal((1L, 1L), (client.Status.Sent, client.Status.Rejected));
        Assert.Contains("Another response is stored under this id", client.Status.LastRejection, StringComparison.Ordinal);
        using HttpResponseMessage stored = await service.Http.GetAsync("/v1/responses/free", TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.OK, stored.StatusCode);
    }

    private static async Task SendAsync(AssayClient client, int count)
    {
        for (int i = 0; i < count; i++)
        {
            Assert.True(client.TrySend(new AssayResponse { Input = $"Question {i}?", Output = $"Answer {i}." }));
            if (i % 10 == 9)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(10), TimeProvider.System, TestContext.Current.CancellationToken);
            }
        }
    }
}
