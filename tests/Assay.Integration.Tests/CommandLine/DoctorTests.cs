using System.Text.Json;
using Assay.Integration.Tests.Testing;
using Microsoft.Data.Sqlite;

namespace Assay.Integration.Tests.CommandLine;

/// <summary><c>assay doctor</c> finds what a ledger must never hold.</summary>
public sealed class DoctorTests(DoctorTests.Ledger ledger) : IClassFixture<DoctorTests.Ledger>
{
    [Fact]
    public async Task A_good_ledger_is_ok()
    {
        using TemporaryFolder folder = ledger.Copy();

        AssayProcess.Finished text = await AssayProcess.RunAsync(folder.Path, null, "doctor");
        AssayProcess.Finished json = await AssayProcess.RunAsync(folder.Path, null, "doctor", "--json");

        Assert.True(text.ExitCode == 0, text.ToString());
        Assert.DoesNotContain("FAIL", text.Output, StringComparison.Ordinal);
        Assert.Contains("4 responses", text.Output, StringComparison.Ordinal);
        Assert.Equal((0, true), (json.ExitCode, json.Json.GetProperty("ok").GetBoolean()));
    }

    private static readonly string[] Counts = ["the counts of outcomes are those of the rows", "the rollups of scores are those of the rows", "the rollups of outcomes are those of the rows", "the sums of clusters are those of the rows"];

    [Theory]
    [InlineData("every accepted response has an outcome", "DELETE FROM outcomes WHERE state = 1 AND response_key = 1")]
    [InlineData("every scored response has a score per criterion", "DELETE FROM criterion_scores WHERE response_key = 1")]
    [InlineData("no score comes from a response that was not scored", "UPDATE outcomes SET overall = 3 WHERE state = 2")]
    [InlineData("no score comes from a response that was not scored", "INSERT INTO criterion_scores (response_key, judge_version_key, criterion, score) SELECT response_key, judge_version_key, 'quality', 3 FROM outcomes WHERE state = 2")]
    [InlineData("every unscored or skipped response says why", "UPDATE outcomes SET reason = NULL WHERE state = 2")]
    [InlineData("every score is on its scale", "UPDATE criterion_scores SET score = 99 WHERE response_key = 1")]
    [InlineData("every score with samples is their mean", "INSERT INTO verdict_samples SELECT response_key, judge_version_key, 0, criterion, 0, score + 0.1, NULL, NULL, NULL, NULL FROM criterion_scores")]
    [InlineData("the outcomes' attempts and costs are the sums of the attempts", "UPDATE outcomes SET cost_nano_usd = cost_nano_usd + 1 WHERE response_key = 1")]
    [InlineData("the outcomes' attempts and costs are the sums of the attempts", "DELETE FROM attempts WHERE response_key = 1")]
    [InlineData("the counts of outcomes are those of the rows", "UPDATE tallies SET outcomes = outcomes + 1 WHERE state = 1")]
    [InlineData("the rollups of scores are those of the rows", "UPDATE score_rollups SET scores = 2 * scores; UPDATE daily_scores SET scores = 2 * scores")]
    [InlineData("the rollups of days are those of their hours", "UPDATE daily_scores SET scores = scores + 1")]
    [InlineData("the sums of clusters are those of the rows", "UPDATE clusters SET total = total + 1")]
    [InlineData("the rollups of outcomes are those of the rows", "DELETE FROM outcome_rollups WHERE state = 2; DELETE FROM daily_outcomes WHERE state = 2")]
    [InlineData("every response has its place among the slices", "DELETE FROM response_slices WHERE response_key = 4")]
    [InlineData("only what is owed waits to be judged", "UPDATE outcomes SET due_at = 0 WHERE state = 1")]
    [InlineData("the spending by judge and day is the sum of the attempts", "INSERT INTO spending VALUES ('quality', '2026-05-04', 1)")]
    [InlineData("the spending by judge and day is the sum of the attempts", "INSERT INTO attempts (run_key, response_key, question, attempt, started_at, duration_ms, result, error, input_tokens, cached_tokens, output_tokens, estimated, cost_nano_usd) SELECT run_key, 0, 0, 1, started_at, 0, 'lost', 'x', 0, 0, 0, 1, 5 FROM runs")]
    [InlineData("every row belongs to rows that are there", "PRAGMA foreign_keys = OFF; INSERT INTO prices VALUES (99, '1', '1', '1', 0)")]
    public async Task A_damaged_row_fails_the_promise_that_it_breaks(string promise, string damage)
    {
        using TemporaryFolder folder = ledger.Copy();
        using (var connection = new SqliteConnection($"Data Source={folder.File("assay.db")};Pooling=False"))
        {
            connection.Open();
            using SqliteCommand command = connection.CreateCommand();
#pragma warning disable CA2100 // The statements are the constants above.
            command.CommandText = damage;
#pragma warning restore CA2100
            Assert.NotEqual(0, command.ExecuteNonQuery());
        }

        AssayProcess.Finished doctor = await AssayProcess.RunAsync(folder.Path, null, "doctor", "--json");

        Assert.True(doctor.ExitCode == 1, doctor.ToString());
        Assert.False(doctor.Json.GetProperty("ok").GetBoolean());
        JsonElement[] failed = [.. doctor.Json.GetProperty("checks").EnumerateArray().Where(c => !c.GetProperty("ok").GetBoolean())];
        Assert.Contains(promise, failed.Select(c => c.GetProperty("checked").GetString()));
        // A row that is missing or changed is also missing in the counts; nothing else may be found.
        Assert.All(failed, c => Assert.Contains(c.GetProperty("checked").GetString(), (string[])[promise, .. Counts]));
        Assert.All(failed, c => Assert.NotEmpty(c.GetProperty("remedy").GetString()!));
    }

    [Fact]
    public async Task A_judge_without_a_key_fails_with_what_to_set()
    {
        using var folder = new TemporaryFolder();

        AssayProcess.Finished doctor = await AssayProcess.RunAsync(folder.Path, null, "doctor", "--config", Checkout.Example("support/assay.yaml"));

        Assert.True(doctor.ExitCode == 1, doctor.ToString());
        Assert.Contains("FAIL  judge support", doctor.Output, StringComparison.Ordinal);
        Assert.Contains("OPENAI_API_KEY", doctor.Output, StringComparison.Ordinal);
    }

    /// <summary>Three scored responses and one that is not.</summary>
    public sealed class Ledger : IAsyncLifetime
    {
        private readonly TemporaryFolder _folder = new();

        public async ValueTask InitializeAsync()
        {
            _folder.Write("responses.jsonl", Faults.Items.Jsonl(3, seed: 4) + """{"id":"silent","input":"q","output":""}""");
            AssayProcess.Finished run = await AssayProcess.RunAsync(_folder.Path, null, "run", "responses.jsonl", "--judge", "offline:heuristic", "--min-coverage", "0");
            Assert.True(run.ExitCode == 0, run.ToString());
        }

        public ValueTask DisposeAsync()
        {
            _folder.Dispose();
            return ValueTask.CompletedTask;
        }

        internal TemporaryFolder Copy()
        {
            var copy = new TemporaryFolder();
            foreach (string file in Directory.EnumerateFiles(_folder.Path, "assay.db*"))
            {
                File.Copy(file, copy.File(Path.GetFileName(file)));
            }

            return copy;
        }
    }
}
