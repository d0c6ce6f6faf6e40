using System.Text.Json;
using Assay.Integration.Tests.Testing;
using Assay.Simulator;

namespace Assay.Integration.Tests.CommandLine;

/// <summary>Endpoints that cannot give every form of reply: found out once, remembered in the ledger.</summary>
public sealed class ReplyFormTests : IDisposable
{
    private const int Items = 8;
    private const int Concurrency = 2;

    private readonly TemporaryFolder _folder = new();

    public ReplyFormTests()
    {
        _folder.Write("first.jsonl", Faults.Items.Jsonl(Items, seed: 1));
        _folder.Write("second.jsonl", Faults.Items.Jsonl(Items, seed: 2));
    }

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(true, true, true, 0)]
    [InlineData(false, true, true, 1)]
    [InlineData(false, false, true, 2)]
    [InlineData(false, false, false, 3)]
    public async Task The_strictest_form_is_found_by_the_calls_under_way_and_no_refused_one_is_asked_for_again(bool schema, bool tools, bool jsonMode, int refused)
    {
        await using LoggedProvider provider = await LoggedProvider.StartAsync(new SimulatorOptions
        {
            SupportsJsonSchema = schema, SupportsTools = tools, SupportsJsonMode = jsonMode,
        });

        AssayProcess.Finished first = await RunAsync(provider, "openai:gpt-4o-mini", "first.jsonl");
        long requests = provider.RequestCount;
        AssayProcess.Finished second = await RunAsync(provider, "openai:gpt-4o-mini", "second.jsonl");

        Assert.Equal((Items, Items), (first.Count("scored"), second.Count("scored")));
        IReadOnlyList<JsonElement> log = await provider.EndAsync();
        Assert.InRange(log.Take((int)requests).Count(r => r.GetProperty("status").GetInt32() == 400), refused, refused * Concurrency);
        Assert.Equal(Items, log.Count - requests);
        Assert.All(log.Skip((int)requests), r => Assert.Equal(200, r.GetProperty("status").GetInt32()));
    }

    [Fact]
    public async Task An_anthropic_model_judges_by_tool_call_and_its_tokens_are_priced()
    {
        await using LoggedProvider provider = await LoggedProvider.StartAsync();

        AssayProcess.Finished run = await RunAsync(provider, "anthropic:claude-haiku-4-5", "first.jsonl");

        Assert.Equal(Items, run.Count("scored"));
        IReadOnlyList<JsonElement> log = await provider.EndAsync();
        Assert.Equal(Items, log.Count);
        Assert.All(log, r => Assert.Equal(("/v1/messages", 200), (r.GetProperty("path").GetString(), r.GetProperty("status").GetInt32())));
        decimal cost = log.Sum(r => 1.00m * (Tokens(r, "input") - Tokens(r, "cached")) + 0.10m * Tokens(r, "cached") + 5.00m * Tokens(r, "output")) / 1_000_000;
        Assert.Equal(cost, run.Json.GetProperty("cost_usd").GetDecimal());
        Assert.True(cost > 0);
    }

    [Fact]
    public async Task What_is_written_into_and_read_from_a_prefix_cache_is_in_the_account_and_in_the_trail()
    {
        await using LoggedProvider provider = await LoggedProvider.StartAsync();
        string rules = string.Concat(Enumerable.Repeat("Only what the depot has said of the order counts. ", 120));

        AssayProcess.Finished run = await AssayProcess.RunAsync(
            _folder.Path, provider.Environment, "run", "first.jsonl", "--judge", "anthropic:claude-sonnet-4-5", "--criterion", "accuracy", "--rubric", rules, "--concurrency", "1", "--json");
        AssayProcess.Finished why = await AssayProcess.RunAsync(_folder.Path, provider.Environment, "why", Second(), "--json");
        AssayProcess.Finished shown = await AssayProcess.RunAsync(_folder.Path, provider.Environment, "why", Second());

        // The first call is sent plain, the second writes, the others read.
        Assert.True(run.Count("scored") == Items, run.ToString());
        long written = run.Json.GetProperty("cache_write_tokens").GetInt64();
        Assert.InRange(written, 1024, 3000);
        Assert.Equal((Items - 2) * written, run.Json.GetProperty("cached_tokens").GetInt64());
        Assert.Equal(written * (((Items - 2) * 2.70m) - 0.75m) / 1_000_000, run.Json.GetProperty("saved_by_prefix_cache_usd").GetDecimal());
        decimal sent = run.Json.GetProperty("input_tokens").GetInt64() - ((Items - 1) * written);
        Assert.Equal((sent * 3m + (Items - 2) * written * 0.30m + written * 3.75m + run.Json.GetProperty("output_tokens").GetInt64() * 15m) / 1_000_000, run.Json.GetProperty("cost_usd").GetDecimal());
        Assert.Equal(written, why.Json.GetProperty("revisions")[0].GetProperty("judgments")[0].GetProperty("attempts")[0].GetProperty("cache_write_tokens").GetInt64());
        Assert.Contains($"({written} written to the prefix cache)", shown.Output, StringComparison.Ordinal);
    }

    private string Second() => JsonElement.Parse(File.ReadLines(_folder.File("first.jsonl")).ElementAt(1)).GetProperty("id").GetString()!;

    private static long Tokens(JsonElement request, string kind) => request.GetProperty($"{kind}_tokens").GetInt64();

    private async Task<AssayProcess.Finished> RunAsync(LoggedProvider provider, string judge, string file)
    {
        AssayProcess.Finished run = await AssayProcess.RunAsync(
            _folder.Path, provider.Environment, "run", file, "--judge", judge, "--criterion", "accuracy", "--rubric", "Is the answer right?", "--concurrency", $"{Concurrency}", "--json");
        Assert.True(run.ExitCode == 0, run.ToString());
        return run;
    }
}
