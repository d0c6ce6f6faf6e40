using System.Net;
using Assay.Integration.Tests.Testing;
using Microsoft.Data.Sqlite;

namespace Assay.Integration.Tests.Service;

/// <summary>What the service says of itself to whoever keeps it running.</summary>
public sealed class HealthTests
{
    [Fact]
    public async Task A_service_whose_ledger_is_locked_by_another_program_is_not_ready_and_lives_and_is_ready_again_by_itself()
    {
        using var folder = new TemporaryFolder();
        using ServiceProcess service = await ServiceProcess.StartOfflineAsync(folder.Path);
        Assert.Equal((HttpStatusCode.OK, """{"status":"ready"}"""), await AskAsync(service, "ready"));
        using (var other = new SqliteConnection($"Data Source={folder.File("assay.db")};Pooling=False"))
        {
            other.Open();
            using SqliteCommand hold = other.CreateCommand();
            hold.CommandText = "BEGIN IMMEDIATE";
            hold.ExecuteNonQuery();

            Assert.Equal((HttpStatusCode.ServiceUnavailable, """{"status":"ledger_unavailable"}"""), await UntilAsync(service, HttpStatusCode.ServiceUnavailable));
            Assert.Equal((HttpStatusCode.OK, """{"status":"live"}"""), await AskAsync(service, "live"));
        }

        Assert.Equal((HttpStatusCode.OK, """{"status":"ready"}"""), await UntilAsync(service, HttpStatusCode.OK));
    }

    private static async Task<(HttpStatusCode Status, string Body)> UntilAsync(ServiceProcess service, HttpStatusCode wanted)
    {
        while (true)
        {
            (HttpStatusCode Status, string Body) answer = await AskAsync(service, "ready");
            if (answer.Status == wanted)
            {
                return answer;
            }

            await Task.Delay(TimeSpan.FromMilliseconds(100), TimeProvider.System, TestContext.Current.CancellationToken);
        }
    }

    private static async Task<(HttpStatusCode Status, string Body)> AskAsync(ServiceProcess service, string what)
    {
        using HttpResponseMessage answer = await service.Http.GetAsync($"/health/{what}", TestContext.Current.CancellationToken);
        return (answer.StatusCode, await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
    }
}
