using System.Net;
using System.Text;
using System.Text.Json;
using Assay.Integration.Tests.Testing;

namespace Assay.Integration.Tests.Service;

/// <summary>A release is announced to a service at work, by whom ever.</summary>
public sealed class ReleaseTests
{
    [Fact]
    public async Task A_release_is_announced_once_and_every_way_of_asking_knows_it()
    {
        using var folder = new TemporaryFolder();
        using ServiceProcess service = await ServiceProcess.StartOfflineAsync(folder.Path);

        (HttpStatusCode first, JsonElement announced) = await PostAsync(service, """{"name": "2.2", "at": "2026-01-05T10:00:00Z", "note": "shorter"}""");
        (HttpStatusCode again, JsonElement known) = await PostAsync(service, """{"name": "2.2"}""");
        AssayProcess.Finished told = await AssayProcess.RunAsync(folder.Path, null, "release", "2.3", "--url", service.Address.ToString());
        AssayProcess.Finished beside = await AssayProcess.RunAsync(folder.Path, null, "release", "2.3", "--json");
        JsonElement releases = (await service.GetAsync("/v1/releases")).GetProperty("releases");

        Assert.Equal((HttpStatusCode.Created, HttpStatusCode.OK), (first, again));
        Assert.Contains("no release before it is known", announced.GetProperty("message").GetString()!, StringComparison.Ordinal);
        Assert.False(known.GetProperty("is_new").GetBoolean());
        Assert.Equal(new DateTimeOffset(2026, 1, 5, 10, 0, 0, TimeSpan.Zero), known.GetProperty("at").GetDateTimeOffset());
        Assert.True(told.ExitCode == 0, told.ToString());
        Assert.Contains("compared with release 2.2", told.Output, StringComparison.Ordinal);
        Assert.True(beside.ExitCode == 0, beside.ToString());
        Assert.Equal("2.2", JsonElement.Parse(beside.Output).GetProperty("compared_with").GetString());
        Assert.Equal(["2.2", "2.3"], releases.EnumerateArray().Select(r => r.GetProperty("name").GetString()));
        Assert.Empty((await service.GetAsync("/v1/regressions")).GetProperty("regressions").EnumerateArray());
    }

    [Theory]
    [InlineData("""{"name": "2.2", "at": "2099-01-05"}""", "lies in the future")]
    [InlineData("""{"name": "2.2", "at": "soon"}""", "must be a time such as")]
    [InlineData("""{"nam": "2.2"}""", "Did you mean `name`?")]
    [InlineData("2.2.1", "is no JSON")]
    public async Task What_cannot_be_announced_is_refused_with_a_sentence_and_nothing_is_saved(string body, string sentence)
    {
        using var folder = new TemporaryFolder();
        using ServiceProcess service = await ServiceProcess.StartOfflineAsync(folder.Path);

        (HttpStatusCode status, JsonElement problem) = await PostAsync(service, body);

        Assert.Equal(HttpStatusCode.BadRequest, status);
        Assert.Contains(sentence, problem.GetProperty("detail").GetString()!, StringComparison.Ordinal);
        Assert.Empty((await service.GetAsync("/v1/releases")).GetProperty("releases").EnumerateArray());
    }

    [Fact]
    public async Task Where_no_service_answers_and_where_no_ledger_is_that_is_said()
    {
        using var folder = new TemporaryFolder();

        AssayProcess.Finished nobody = await AssayProcess.RunAsync(folder.Path, null, "release", "2.3", "--url", "http://127.0.0.1:1");
        AssayProcess.Finished nothing = await AssayProcess.RunAsync(folder.Path, null, "release", "2.3");
        AssayProcess.Finished future = await AssayProcess.RunAsync(folder.Path, null, "release", "2.3", "--at", "2099-01-01");

        Assert.Equal((2, 2, 2), (nobody.ExitCode, nothing.ExitCode, future.ExitCode));
        Assert.Contains("no Assay service answered at http://127.0.0.1:1", nobody.Errors, StringComparison.Ordinal);
        Assert.Contains("there is no ledger", nothing.Errors, StringComparison.Ordinal);
        Assert.Contains("lies in the future", future.Errors, StringComparison.Ordinal);
    }

    private static async Task<(HttpStatusCode, JsonElement)> PostAsync(ServiceProcess service, string body)
    {
        using var content = new StringContent(body, Encoding.UTF8, "application/json");
        using HttpResponseMessage response = await service.Http.PostAsync(new Uri("/v1/releases", UriKind.Relative), content, TestContext.Current.CancellationToken);
        return (response.StatusCode, JsonElement.Parse(await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)));
    }
}
