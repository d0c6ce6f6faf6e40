using Assay.Integration.Tests.Testing;
using Assay.Scoring.Judging;
using Assay.Testing;

namespace Assay.Integration.Tests.CommandLine;

/// <summary>The judge for tests on a configuration, a provider over HTTP and a cache file, as a test project has them.</summary>
public sealed class TestJudgeTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task What_a_run_or_an_earlier_test_asked_is_not_paid_for_again()
    {
        await using LoggedProvider provider = await LoggedProvider.StartAsync();
        Configure(provider.Address);
        _folder.Write("r.jsonl", """{"id":"a","input":"Where?","output":"It is Paris."}""");
        AssayProcess.Finished run = await AssayProcess.RunAsync(_folder.Path, provider.Environment, "run", "r.jsonl", "--json");
        Assert.True(run.ExitCode == 0, run.ToString());
        long asked = provider.RequestCount;

        Judgement same = await JudgedAsync("It is Paris.");
        Judgement other = await JudgedAsync("It is Rome.");
        Judgement again = await JudgedAsync("It is Rome.");

        Assert.Equal(run.Json.GetProperty("judge_version").GetString(), same.JudgeVersion);
        Assert.Equal(run.Json.GetProperty("scores").GetProperty("overall").GetProperty("mean").GetDouble(), same.Score);
        Assert.Equal([(0, 1), (1, 0), (0, 1)], ((Judgement[])[same, other, again]).Select(j => (j.Calls, j.Cached)));
        Assert.Equal(asked + 1, provider.RequestCount);
        Assert.Equal(other.Score, again.Score);
    }

    [Fact]
    public async Task A_provider_that_is_not_there_is_no_pass()
    {
        Configure(new Uri("http://127.0.0.1:9/"));

        var error = await Assert.ThrowsAsync<InconclusiveException>(() => JudgedAsync("It is Paris."));

        Assert.StartsWith("Not judged: 1 of 1 answers have no score", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(LoggedProvider.Key, error.Message, StringComparison.Ordinal);
        Assert.IsNotType<Judged.Decided>(Assert.Single(Assert.Single(error.Judgement.Answers).Samples));
    }

    private async Task<Judgement> JudgedAsync(string output)
    {
        await using var judge = TestJudge.Open(_folder.File("assay.yaml"));
        try
        {
            return await judge.Judged(new Answer(output) { Input = "Where?" }, Bar.AtLeast(5), TestContext.Current.CancellationToken);
        }
        catch (BelowBarException below)
        {
            return below.Judgement;
        }
    }

    private void Configure(Uri provider) => _folder.Write("assay.yaml", $$"""
        providers:
          sim: { base_url: "{{new Uri(provider, "v1")}}", headers: { Authorization: "Bearer {{LoggedProvider.Key}}" }, free: true }
        judges:
          quality:
            model: sim:judge
            rubric: { criteria: { accuracy: { question: Is it right?, scale: 1-5 } } }
        """);
}
