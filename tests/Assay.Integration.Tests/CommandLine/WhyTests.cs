using System.Text.Json;
using Assay.Integration.Tests.Testing;
using Assay.Simulator;

namespace Assay.Integration.Tests.CommandLine;

/// <summary><c>assay why</c>: one response's whole trail, with every failed attempt.</summary>
public sealed class WhyTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_retried_response_shows_the_error_and_the_retry()
    {
        _folder.Write("responses.jsonl", Faults.Items.Jsonl(10, seed: 9));
        await using LoggedProvider provider = await LoggedProvider.StartAsync(new SimulatorOptions { Faults = FaultMix.Parse("500=0.4"), Seed = 3 });
        AssayProcess.Finished run = await AssayProcess.RunAsync(
            _folder.Path, provider.Environment, "run", "responses.jsonl", "--judge", "openai:gpt-4o-mini", "--criterion", "accuracy", "--rubric", "Is the answer right?",
            "--concurrency", "1", "--out", "results.jsonl", "--json");
        Assert.True(run.ExitCode == 0, run.ToString());
        JsonElement retried = File.ReadLines(_folder.File("results.jsonl")).Select(line => JsonElement.Parse(line)).First(r => r.GetProperty("attempts").GetInt32() > 1);
        string id = retried.GetProperty("id").GetString()!;

        AssayProcess.Finished json = await AssayProcess.RunAsync(_folder.Path, null, "why", id, "--json");
        AssayProcess.Finished text = await AssayProcess.RunAsync(_folder.Path, null, "why", id);

        Assert.True(json.ExitCode == 0, json.ToString());
        JsonElement revision = json.Json.GetProperty("revisions").EnumerateArray().Single();
        Assert.Equal($"responses.jsonl:{id[1..]}", revision.GetProperty("runs").EnumerateArray().Single().GetProperty("place").GetString());
        JsonElement judgment = revision.GetProperty("judgments").EnumerateArray().Single();
        Assert.Equal("scored", judgment.GetProperty("result").GetProperty("outcome").GetString());
        JsonElement[] attempts = [.. judgment.GetProperty("attempts").EnumerateArray()];
        Assert.Equal(retried.GetProperty("attempts").GetInt32(), attempts.Length);
        Assert.All(attempts[..^1], a => Assert.Equal(("transient", 500), (a.GetProperty("result").GetString(), a.GetProperty("status_code").GetInt32())));
        Assert.All(attempts[..^1], a => Assert.Contains("[500]", a.GetProperty("error").GetString(), StringComparison.Ordinal));
        Assert.Equal(("read", null), (attempts[^1].GetProperty("result").GetString(), attempts[^1].GetProperty("error").GetString()));

        Assert.True(text.ExitCode == 0, text.ToString());
        Assert.Contains("attempt 1", text.Output, StringComparison.Ordinal);
        Assert.Contains("transient 500", text.Output, StringComparison.Ordinal);
        Assert.Contains($"attempt {attempts.Length}", text.Output, StringComparison.Ordinal);
        Assert.Contains("scored", text.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_response_says_of_which_release_it_is()
    {
        _folder.Write("responses.jsonl", """{"id":"a","input":"Where is my parcel?","output":"On its way.","release":"2.3-beta"}""");
        await AssayProcess.RunAsync(_folder.Path, null, "run", "responses.jsonl", "--judge", "offline:heuristic");

        AssayProcess.Finished why = await AssayProcess.RunAsync(_folder.Path, null, "why", "a");

        Assert.Contains("release 2.3-beta", why.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_response_that_was_not_scored_says_why_and_what_to_do()
    {
        _folder.Write("responses.jsonl", """{"id":"silent","input":"Where is my parcel?","output":""}""");
        await AssayProcess.RunAsync(_folder.Path, null, "run", "responses.jsonl", "--judge", "offline:heuristic");

        AssayProcess.Finished why = await AssayProcess.RunAsync(_folder.Path, null, "why", "silent");

        Assert.True(why.ExitCode == 0, why.ToString());
        Assert.Contains("unscored: empty_output", why.Output, StringComparison.Ordinal);
        Assert.Contains("what to do", why.Output, StringComparison.Ordinal);
        Assert.Contains("decided without a call", why.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_unknown_id_is_answered_with_similar_ones()
    {
        _folder.Write("responses.jsonl", """{"id":"Order-17","input":"Where is my parcel?","output":"On its way."}""");
        await AssayProcess.RunAsync(_folder.Path, null, "run", "responses.jsonl", "--judge", "offline:heuristic");

        Trouble.AssertTold(await AssayProcess.RunAsync(_folder.Path, null, "why", "order"), 2, "no response \"order\"", "Similar ids: Order-17");
        Trouble.AssertTold(await AssayProcess.RunAsync(_folder.Path, null, "why", "elsewhere"), 2, "no response \"elsewhere\"", "assay export");
    }

    [Fact]
    public async Task Text_of_others_cannot_steer_the_terminal()
    {
        _folder.Write("responses.jsonl", """{"id":"x","input":"[bold]Is[/] it?","output":"\u001b[2J\u001b]0;owned\u0007 [red]answer[/] \u202etxt"}""");
        await AssayProcess.RunAsync(_folder.Path, null, "run", "responses.jsonl", "--judge", "offline:heuristic");

        AssayProcess.Finished why = await AssayProcess.RunAsync(_folder.Path, null, "why", "x");

        Assert.True(why.ExitCode == 0, why.ToString());
        Assert.Contains("[bold]Is[/] it?", why.Output, StringComparison.Ordinal);
        Assert.Contains("[red]answer[/]", why.Output, StringComparison.Ordinal);
        Assert.DoesNotContain(why.Output, c => c is '\u001b' or '\u0007' or '\u202e');
    }
}
