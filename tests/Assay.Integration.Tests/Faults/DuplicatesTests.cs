using System.Text;
using Assay.Integration.Tests.CommandLine;
using Assay.Integration.Tests.Testing;

namespace Assay.Integration.Tests.Faults;

/// <summary>No question is paid twice, however often and however close together it is asked.</summary>
public sealed class DuplicatesTests
{
    private const int Items = 10_000;
    private const int Distinct = 6_000;

    [Fact]
    public async Task Repeated_items_make_one_call_each_and_a_second_run_none_and_an_edited_rubric_all_again()
    {
        using var folder = new TemporaryFolder();
        folder.Write("responses.jsonl", Repeated());
        folder.Write("few.jsonl", Faults.Items.Jsonl(50, seed: 1));
        await using LoggedProvider provider = await LoggedProvider.StartAsync();

        AssayProcess.Finished first = await RunAsync(folder, provider, "first.db", "responses.jsonl", "Is the answer right?");
        Assert.Equal((Items, Items, Distinct, Distinct), (first.Count("accepted"), first.Count("scored"), first.Count("calls"), first.Count("attempts")));
        Assert.Equal(Distinct, provider.RequestCount);
        Assert.Equal(Items - Distinct, first.Count("shared") + first.Count("cached"));

        AssayProcess.Finished second = await RunAsync(folder, provider, "second.db", "responses.jsonl", "Is the answer right?");
        Assert.Equal((Items, 0, Items), (second.Count("scored"), second.Count("calls"), second.Count("shared") + second.Count("cached")));
        Assert.Equal(Distinct, provider.RequestCount);
        Assert.Equal(first.Json.GetProperty("scores").GetRawText(), second.Json.GetProperty("scores").GetRawText());

        await RunAsync(folder, provider, "third.db", "few.jsonl", "Is the answer right?");
        AssayProcess.Finished edited = await RunAsync(folder, provider, "fourth.db", "few.jsonl", "Is the answer correct?");
        Assert.Equal((50, 0, 0), (edited.Count("calls"), edited.Count("cached"), edited.Count("shared")));
    }

    [Fact]
    public async Task Without_a_cache_every_item_is_asked()
    {
        using var folder = new TemporaryFolder();
        folder.Write("responses.jsonl", string.Concat(Enumerable.Range(1, 40).Select(i => $$"""{"id":"r{{i}}","input":"q","output":"the same answer"}""" + "\n")));
        await using LoggedProvider provider = await LoggedProvider.StartAsync();

        AssayProcess.Finished run = await AssayProcess.RunAsync(
            folder.Path, provider.Environment,
            "run", "responses.jsonl", "--judge", "openai:sim", "--free", "--criterion", "accuracy", "--rubric", "Is the answer right?", "--no-cache", "--json");

        Assert.Equal((40, 40, 0), (run.Count("scored"), run.Count("calls"), run.Count("shared")));
    }

    private static async Task<AssayProcess.Finished> RunAsync(TemporaryFolder folder, LoggedProvider provider, string store, string file, string rubric)
    {
        AssayProcess.Finished run = await AssayProcess.RunAsync(
            folder.Path, provider.Environment,
            "run", file, "--judge", "openai:sim", "--free", "--criterion", "accuracy", "--rubric", rubric,
            "--concurrency", "256", "--store", store, "--cache", "shared.cache.db", "--json");
        Assert.True(run.ExitCode == 0, run.ToString());
        return run;
    }

    /// <summary>In random order, each repeat under an id of its own.</summary>
    private static string Repeated()
    {
        var random = new Random(3);
        int[] contents = [.. Enumerable.Range(0, Distinct), .. Enumerable.Range(0, Items - Distinct).Select(_ => random.Next(Distinct))];
        random.Shuffle(contents);
        var lines = new StringBuilder();
        for (int i = 0; i < contents.Length; i++)
        {
            lines.Append("{\"id\":\"r").Append(i).Append("\",\"input\":\"How do I get a refund?\",\"output\":\"Answer number ").Append(contents[i])
                .Append(" about refunds").Insert(lines.Length, " and labels", contents[i] % 30).Append(".\"}\n");
        }

        return lines.ToString();
    }
}
