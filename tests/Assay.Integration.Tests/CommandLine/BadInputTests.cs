using System.Text;
using Assay.Integration.Tests.Testing;

namespace Assay.Integration.Tests.CommandLine;

/// <summary>Input that cannot be read: the error names the place and the remedy, what stood before it is judged, and earlier work stays.</summary>
public sealed class BadInputTests(EarlierWork earlier) : IClassFixture<EarlierWork>
{
    private const string Good = """{"id":"g1","input":"Where is my parcel?","output":"It is on its way to you."}""";

    [Theory]
    [InlineData("not JSON", Good + "\nid: 2\n", 1, "bad.jsonl:2: not valid JSON", "one JSON object")]
    [InlineData("a record cut off", Good + "\n{\"id\":\"2\",\"input\":\"Wh", 1, "bad.jsonl:2: not valid JSON", "The record ends too early")]
    [InlineData("one JSON array", "[\n" + Good + "\n]\n", 0, "bad.jsonl:1: this looks like one JSON array", "jq -c '.[]'", ".json")]
    [InlineData("a number as output", Good + "\n{\"id\":\"2\",\"input\":\"q\",\"output\":5}\n", 1, "bad.jsonl:2: \"output\" is a number", "must be")]
    [InlineData("a misspelt field", Good + "\n{\"id\":\"2\",\"input\":\"q\",\"ouput\":\"a\"}\n", 1, "bad.jsonl:2: \"output\" is missing", "Was \"ouput\" meant to be \"output\"?")]
    [InlineData("an id given twice", Good + "\n{\"id\":\"2\",\"input\":\"q\",\"output\":\"Some answer.\"}\n{\"id\":\"g1\",\"input\":\"q\",\"output\":\"Another answer.\"}\n", 2, "bad.jsonl:3: the id \"g1\"", "bad.jsonl:1", "leave `id` out")]
    public async Task A_record_that_cannot_be_taken_ends_the_run_and_keeps_what_came_before(string what, string text, int accepted, params string[] mentioned) =>
        await AssertRejectedAsync(what, Encoding.UTF8.GetBytes(text), accepted, mentioned);

    [Fact]
    public async Task A_file_in_another_encoding_is_refused_with_the_way_to_convert_it() =>
        await AssertRejectedAsync("Latin-1", Encoding.Latin1.GetBytes(Good + "\n{\"id\":\"2\",\"input\":\"q\",\"output\":\"schön\"}\n"), 1, "bad.jsonl:2: not UTF-8", "iconv");

    [Fact]
    public async Task A_line_of_fifty_megabytes_is_refused() =>
        await AssertRejectedAsync("50 MB", Encoding.UTF8.GetBytes($"{Good}\n{{\"id\":\"2\",\"input\":\"q\",\"output\":\"{new string('a', 50_000_000)}\"}}\n"), 1, "bad.jsonl:2", "16 MiB");

    [Fact]
    public async Task A_missing_file_is_named_with_the_one_that_was_probably_meant()
    {
        using var folder = new TemporaryFolder();
        earlier.CopyTo(folder);
        folder.Write("responses.jsonl", Good);

        AssayProcess.Finished run = await AssayProcess.RunAsync(folder.Path, null, "run", "reponses.jsonl", "--judge", "offline:heuristic", "--store", "ledger.db");

        Trouble.AssertTold(run, 2, "reponses.jsonl: there is no such file", "Was responses.jsonl meant?");
        Assert.Empty(run.Output);
        await earlier.AssertIntactAsync(folder);
    }

    [Fact]
    public async Task A_repeated_line_is_one_response()
    {
        using var folder = new TemporaryFolder();
        folder.Write("twice.jsonl", $"{Good}\n{Good}\n");

        AssayProcess.Finished run = await AssayProcess.RunAsync(folder.Path, null, "run", "twice.jsonl", "--judge", "offline:heuristic", "--out", "out.jsonl", "--json");

        Assert.True(run.ExitCode == 0, run.ToString());
        Assert.Equal((1, 1, 1), (run.Count("accepted"), run.Count("scored"), run.Count("calls")));
        Assert.Single(File.ReadLines(folder.File("out.jsonl")));
    }

    [Fact]
    public async Task A_mended_file_is_judged_without_asking_again_about_what_was_judged_before()
    {
        using var folder = new TemporaryFolder();
        string[] command = ["run", "responses.jsonl", "--judge", "offline:heuristic", "--json"];
        folder.Write("responses.jsonl", $"{Good}\nnonsense\n");
        Trouble.AssertTold(await AssayProcess.RunAsync(folder.Path, null, command), 2, "responses.jsonl:2");
        folder.Write("responses.jsonl", $$"""
            {{Good}}
            {"id":"g2","input":"Can I send it back?","output":"Yes, within 30 days."}
            """);

        AssayProcess.Finished mended = await AssayProcess.RunAsync(folder.Path, null, command);

        Assert.True(mended.ExitCode == 0, mended.ToString());
        Assert.Equal((2, 2, 1), (mended.Count("accepted"), mended.Count("scored"), mended.Count("calls")));
    }

    private async Task AssertRejectedAsync(string what, byte[] content, int accepted, params string[] mentioned)
    {
        using var folder = new TemporaryFolder();
        earlier.CopyTo(folder);
        await File.WriteAllBytesAsync(folder.File("bad.jsonl"), content, TestContext.Current.CancellationToken);

        AssayProcess.Finished run = await AssayProcess.RunAsync(folder.Path, null, "run", "bad.jsonl", "--judge", "offline:heuristic", "--store", "ledger.db", "--json");

        Trouble.AssertTold(run, 2, mentioned);
        Assert.True(run.Count("accepted") == accepted, $"{what}: {run}");
        Assert.Equal((accepted, 0), (run.Count("scored"), run.Count("owed")));
        Assert.Equal("input_rejected", run.Json.GetProperty("end").GetString());
        await earlier.AssertIntactAsync(folder);
    }
}
