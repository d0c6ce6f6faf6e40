using System.Net;
using Assay.Checking;
using Assay.Integration.Tests.Testing;
using Microsoft.Data.Sqlite;

namespace Assay.Integration.Tests.Checking;

/// <summary>The checker finds nothing in a ledger that is right, and each thing that is made wrong in it.</summary>
public sealed class LedgerWatchTests
{
    private const int Scored = 40;

    private const string OneScored = "(SELECT response_key FROM outcomes WHERE state = 1 ORDER BY response_key LIMIT 1 OFFSET 7)";
    private const string OneOwed = "(SELECT response_key FROM outcomes WHERE state = 0)";
    private const string NewKey = "(SELECT max(response_key) + 1 FROM responses)";
    private const string OneMoreScored = "UPDATE tallies SET outcomes = outcomes + 1 WHERE state = 1 AND hour = (SELECT max(hour) FROM tallies WHERE state = 1);";
    private const string OneLessScored = "UPDATE tallies SET outcomes = outcomes - 1 WHERE state = 1 AND hour = (SELECT max(hour) FROM tallies WHERE state = 1);";
    private const string OneMoreOwed = "UPDATE tallies SET outcomes = outcomes + 1 WHERE state = 0 AND hour = (SELECT max(hour) FROM tallies WHERE state = 0);";
    private const string OneLessOwed = "UPDATE tallies SET outcomes = outcomes - 1 WHERE state = 0 AND hour = (SELECT max(hour) FROM tallies WHERE state = 0);";

    private const string CopyOutcome = $"""
        INSERT INTO outcomes (response_key, judge_version_key, repeat, state, inclusion_probability, overall)
            SELECT (SELECT max(response_key) FROM responses), judge_version_key, repeat, state, inclusion_probability, overall FROM outcomes WHERE response_key = {OneScored};
        {OneMoreScored}
        """;

    public static TheoryData<string, FindingKind, string> Wrongs => new()
    {
        { "a response without what it owes", FindingKind.Lost, $"DELETE FROM responses WHERE response_key = {OneScored}" },
        {
            "a response and all that was said of it", FindingKind.Lost, $"""
            CREATE TEMP TABLE gone AS SELECT {OneScored} AS response_key;
            DELETE FROM responses WHERE response_key = (SELECT response_key FROM gone); DELETE FROM outcomes WHERE response_key = (SELECT response_key FROM gone);
            DELETE FROM criterion_scores WHERE response_key = (SELECT response_key FROM gone); {OneLessScored}
            """
        },
        { "an outcome", FindingKind.Unbalanced, $"DELETE FROM outcomes WHERE response_key = {OneScored}; {OneLessScored}" },
        {
            "a response that nobody sent", FindingKind.Phantom,
            $"INSERT INTO responses SELECT {NewKey}, id || '-copy', 1, content_hash, received_at, body FROM responses WHERE response_key = {OneScored}; {CopyOutcome}"
        },
        {
            "a response for the second time", FindingKind.Duplicated,
            $"INSERT INTO responses SELECT {NewKey}, id, 2, content_hash, received_at, body FROM responses WHERE response_key = {OneScored}; {CopyOutcome}"
        },
        { "a tally that moved", FindingKind.Unbalanced, $"{OneLessScored} {OneMoreOwed}" },
        {
            "a score that nobody gave", FindingKind.Invented,
            $"UPDATE outcomes SET state = 1, overall = 5, due_at = NULL, decided_at = 1 WHERE response_key = {OneOwed}; {OneMoreScored} {OneLessOwed}"
        },
        { "a score that differs in its last bits", FindingKind.Changed, $"UPDATE outcomes SET overall = overall + 1e-15 * overall WHERE response_key = {OneScored}" },
        { "a criterion's score", FindingKind.Changed, $"UPDATE criterion_scores SET score = score - 1 WHERE response_key = {OneScored}" },
        {
            "an outcome that went back to owed", FindingKind.Changed,
            $"UPDATE outcomes SET state = 0, overall = NULL, decided_at = NULL, due_at = 0 WHERE response_key = {OneScored}; {OneLessScored} {OneMoreOwed}"
        },
        {
            "an attempt that was never made", FindingKind.Invented, $"""
            INSERT INTO attempts (run_key, response_key, question, attempt, started_at, duration_ms, result, error, status_code, form, model, request_id,
                input_tokens, cached_tokens, output_tokens, estimated, cost_nano_usd) SELECT run_key, response_key, question, 2, started_at, duration_ms, result, error, status_code, form, model, request_id,
                input_tokens, cached_tokens, output_tokens, estimated, cost_nano_usd FROM attempts WHERE response_key = {OneScored}
            """
        },
        { "a cost", FindingKind.CostDiffers, $"UPDATE attempts SET cost_nano_usd = cost_nano_usd + 1 WHERE response_key = {OneScored}" },
        {
            "a call that the provider took twice, without its cost", FindingKind.CostDiffers,
            $"UPDATE attempts SET cost_nano_usd = 0 WHERE response_key = {OneScored}"
        },
    };

    [Theory]
    [MemberData(nameof(Wrongs))]
    public async Task What_is_made_wrong_is_found(string what, FindingKind expected, string sql)
    {
        CheckReport report = await WatchAsync(async (folder, watched, _) =>
        {
            long looks = watched.Watch.Looks;
            while (watched.Watch.Looks < looks + 2)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(5), TimeProvider.System, TestContext.Current.CancellationToken);
            }

            Run(folder.File("assay.db"), sql);
        });

        Assert.True(report.Findings.Of(expected) == 1, $"{what}: {report}");
        Assert.False(report.IsClean);
    }

    [Fact]
    public async Task A_ledger_that_is_right_is_found_right()
    {
        CheckReport report = await WatchAsync((_, _, _) => Task.CompletedTask);

        Assert.True(report.IsClean, report.ToString());
        Assert.Equal((Scored + 1, 0, 0L), (report.Acknowledged, report.Unanswered, report.Unbalanced));
        Assert.Equal(new OutcomeCounts(1, Scored, 0, 0), report.Outcomes);
        Assert.Equal((Scored, 0), (report.Calls, report.CallsWithoutAttempt));
        Assert.Equal(report.LogUsd, report.LedgerUsd);
        Assert.InRange(report.LedgerUsd, 0.000001m, 1);
        Assert.InRange(report.Asked, 1, report.Looks);
        Assert.InRange(report.Findings.Checks, (2 * Scored) + report.Looks, long.MaxValue);
    }

    [Fact]
    public async Task What_was_acknowledged_and_never_stored_is_lost_and_what_was_never_answered_is_not()
    {
        CheckReport report = await WatchAsync((_, watched, _) =>
        {
            watched.History.Acknowledge(watched.History.Send(["never-stored"]));
            watched.History.Send(["never-answered"]);
            watched.History.Refuse(watched.History.Send(["refused"]));
            return Task.CompletedTask;
        });

        Assert.Equal((1, 1), (report.Findings.Of(FindingKind.Lost), report.Findings.All));
        Assert.Equal("the response never-stored", Assert.Single(report.Findings.First).Text);
        Assert.Equal((1, 0), (report.Unanswered, report.UnansweredKept));
    }

    [Fact]
    public async Task What_was_refused_and_is_stored_all_the_same_is_a_phantom()
    {
        CheckReport report = await WatchAsync((_, _, _) => Task.CompletedTask, refuseFirst: true);

        Assert.Equal(1, report.Findings.Of(FindingKind.Phantom));
    }

    [Fact]
    public async Task A_call_about_what_was_never_received_is_found()
    {
        CheckReport report = await WatchAsync(async (_, _, provider) =>
            await File.AppendAllTextAsync(provider.LogFile, """{"n":1000,"status":200,"fault":null,"item":"00000000deadbeef","input_tokens":1,"cached_tokens":0,"output_tokens":1}""" + "\n"));

        Assert.Equal((1, 1), (report.Findings.Of(FindingKind.CalledForNothing), report.Findings.All));
        Assert.Equal(1, report.CallsWithoutAttempt);
    }

    /// <summary>A service that has scored all but one of its responses, stopped, and what a test then does to it.</summary>
    private static async Task<CheckReport> WatchAsync(Func<TemporaryFolder, WatchedService, LoggedProvider, Task> thenAsync, bool refuseFirst = false)
    {
        using var folder = new TemporaryFolder();
        await using LoggedProvider provider = await LoggedProvider.StartAsync();
        await using var watched = new WatchedService(folder.File("assay.db"), provider, TokenPrice.Mini, TimeSpan.FromMilliseconds(20));
        using ServiceProcess service = await ServiceProcess.StartAsync(
            folder.Path, provider.Environment, 0, "--judge", "openai:gpt-4o-mini", "--criterion", "accuracy", "--rubric", "Is the answer right?", "--no-cache");
        watched.Watch.Service = service.Address;
        for (int i = 0; i < Scored; i++)
        {
            await SendAsync(service, watched, $"r{i}", isRefused: refuseFirst && i == 0);
        }

        await service.SettledAsync();
        await provider.EndAsync();
        await SendAsync(service, watched, "owed", isRefused: false);
        await service.StopAsync();
        await thenAsync(folder, watched, provider);
        return await watched.FinishAsync();
    }

    private static async Task SendAsync(ServiceProcess service, WatchedService watched, string id, bool isRefused)
    {
        long request = watched.History.Send([id]);
        (HttpStatusCode status, _) = await service.PostAsync($$"""{"id":"{{id}}","input":"Question of {{id}}?","output":"Answer of {{id}}."}""");
        Assert.Equal(HttpStatusCode.Accepted, status);
        if (isRefused)
        {
            watched.History.Refuse(request);
        }
        else
        {
            watched.History.Acknowledge(request);
        }
    }

    private static void Run(string ledger, string sql)
    {
        using var connection = new SqliteConnection($"Data Source={ledger};Pooling=False;Foreign Keys=False");
        connection.Open();
        using SqliteCommand command = connection.CreateCommand();
        command.CommandText = $"BEGIN IMMEDIATE; {sql}; COMMIT";
        Assert.InRange(command.ExecuteNonQuery(), 1, 10);
    }
}
