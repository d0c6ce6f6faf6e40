using System.Text.Json;
using Assay.Integration.Tests.Testing;
using Assay.Simulator;

namespace Assay.Integration.Tests.CommandLine;

/// <summary>The whole way on judgments that others recorded: 640 answers to MT-bench, judged by GPT-4.</summary>
public sealed class MainJobTests
{
    /// <summary>Half of the last decimal that was published, and a little, for one of them lies in the middle between two.</summary>
    private const double Rounding = 0.000051;

    private static readonly Dictionary<string, (double Mean, int N)> Published = new(StringComparer.Ordinal)
    {
        ["mistral-orpo-trl"] = (7.1656, 160),
        ["mistral-orpo-capybara"] = (6.8187, 160),
        ["mistral-orpo-mix"] = (6.0031, 160),
        ["mistral-orpo"] = (5.3868, 159),
    };

    [Fact]
    public async Task Recorded_judgments_give_their_published_means_and_are_never_asked_for_twice()
    {
        string responses = Checkout.Recorded("mtbench/responses.jsonl");
        using var folder = new TemporaryFolder();
        await using LoggedProvider provider = await LoggedProvider.StartAsync(new SimulatorOptions { ReplayFile = Checkout.Recorded("mtbench/replay.jsonl") });
        string[] command =
        [
            "run", responses, "--config", Checkout.Example("mt-bench/assay.yaml"), "--store", folder.File("ledger.db"),
            "--out", folder.File("results.jsonl"), "--out", folder.File("results.csv"), "--json",
        ];

        AssayProcess.Finished first = await AssayProcess.RunAsync(folder.Path, provider.Environment, command);

        Assert.True(first.ExitCode == 0, first.ToString());
        AssertAccount(first.Json, calls: 639);
        AssertMeans(first.Json.GetProperty("slices").GetProperty("model"));
        Dictionary<string, string> models = File.ReadLines(responses).Select(line => JsonElement.Parse(line))
            .ToDictionary(r => r.GetProperty("id").GetString()!, r => r.GetProperty("model").GetString()!, StringComparer.Ordinal);
        AssertResults(folder.File("results.jsonl"), models);
        AssertTable(folder.File("results.csv"), models);

        AssayProcess.Finished second = await AssayProcess.RunAsync(folder.Path, provider.Environment, command);

        Assert.True(second.ExitCode == 0, second.ToString());
        AssertAccount(second.Json, calls: 0);
        AssertMeans(second.Json.GetProperty("slices").GetProperty("model"));
        AssertResults(folder.File("results.jsonl"), models);
        IReadOnlyList<JsonElement> log = await provider.EndAsync();
        Assert.Equal(639, log.Count);
        Assert.All(log, request => Assert.Equal(200, request.GetProperty("status").GetInt32()));
    }

    private static void AssertAccount(JsonElement account, int calls)
    {
        Assert.Equal(640, account.GetProperty("accepted").GetInt64());
        Assert.Equal(639, account.GetProperty("scored").GetInt64());
        Assert.Equal("""{"empty_output":1}""", account.GetProperty("unscored").GetRawText());
        Assert.Equal("{}", account.GetProperty("skipped").GetRawText());
        Assert.Equal(0, account.GetProperty("owed").GetInt64());
        Assert.Equal(calls, account.GetProperty("calls").GetInt64());
        Assert.Equal(calls, account.GetProperty("attempts").GetInt64());
    }

    private static void AssertMeans(JsonElement slices)
    {
        Assert.Equal(Published.Keys.Order(), slices.EnumerateObject().Select(s => s.Name).Order());
        foreach ((string model, (double mean, int n)) in Published)
        {
            Assert.Equal(mean, slices.GetProperty(model).GetProperty("mean").GetDouble(), Rounding);
            Assert.Equal(n, slices.GetProperty(model).GetProperty("n").GetInt32());
        }
    }

    private static void AssertResults(string file, Dictionary<string, string> models)
    {
        JsonElement[] results = [.. File.ReadLines(file).Select(line => JsonElement.Parse(line))];
        Assert.Equal(models.Keys, results.Select(r => r.GetProperty("id").GetString()!));
        AssertMeans(results.Select(r => (
            Model: models[r.GetProperty("id").GetString()!],
            Score: r.GetProperty("overall").ValueKind == JsonValueKind.Null ? (double?)null : r.GetProperty("overall").GetDouble())));
        JsonElement unscored = Assert.Single(results, r => r.GetProperty("outcome").GetString() != "scored");
        Assert.Equal("empty_output", unscored.GetProperty("reason").GetString());
        Assert.Equal(0, unscored.GetProperty("attempts").GetInt32());
        Assert.Equal("{}", unscored.GetProperty("scores").GetRawText());
    }

    private static void AssertTable(string file, Dictionary<string, string> models)
    {
        CsvTable table = CsvTable.Read(file);
        Assert.Equal(models.Keys, table.Column("id"));
        Assert.Equal(table.Column("overall"), table.Column("quality.score"));
        AssertMeans(table.Column("id").Zip(table.Numbers("overall"), (id, score) => (models[id], score)));
    }

    private static void AssertMeans(IEnumerable<(string Model, double? Score)> scores)
    {
        foreach (IGrouping<string, double?> model in scores.GroupBy(s => s.Model, s => s.Score))
        {
            Assert.Equal(Published[model.Key].Mean, model.Average()!.Value, Rounding);
            Assert.Equal(Published[model.Key].N, model.Count(s => s is not null));
        }
    }
}
