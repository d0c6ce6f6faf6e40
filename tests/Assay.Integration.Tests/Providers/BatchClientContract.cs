using Assay.Configuring;
using Assay.Integration.Tests.Testing;
using Assay.Providers;
using Assay.Scoring.Batching;
using Assay.Scoring.Judging;
using Microsoft.Extensions.AI;

namespace Assay.Integration.Tests.Providers;

/// <summary>What every provider's batch client does, over real sockets, with everything that can go wrong with a batch.</summary>
public abstract class BatchClientContract(WireFormat format)
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Results_are_what_live_calls_bring_under_the_ids_that_were_given()
    {
        await using BatchScene scene = await BatchScene.StartAsync(format, faults: "shuffled=1");
        using IBatchClient client = scene.Client();

        BatchStatus ended = await BatchScene.SubmitAsync(client, "t1", 50);
        Dictionary<string, BatchResult> results = (await BatchScene.ReadAsync(client, ended)).ToDictionary(r => r.CustomId);
        BatchRequest seventh = BatchScene.Request(7);
        ChatResponse live = await scene.Live().GetResponseAsync(seventh.Messages, seventh.Options, Cancel);

        Assert.Equal((BatchState.Ended, 50), (ended.State, ended.Done));
        Assert.Equal(50, results.Count);
        Assert.All(results.Values, r => Assert.True(r.Reply is not null && r.Error is null));
        Assert.Equal(live.Text, results["7-0"].Reply!.Text);
        Assert.Equal((live.Usage!.InputTokenCount, live.Usage.OutputTokenCount), (results["7-0"].Reply!.Usage!.InputTokenCount, results["7-0"].Reply!.Usage!.OutputTokenCount));
    }

    [Fact]
    public async Task A_batch_of_a_day_runs_for_a_day()
    {
        await using BatchScene scene = await BatchScene.StartAsync(format, delay: TimeSpan.FromHours(24));
        using IBatchClient client = scene.Client();

        string id = (await BatchScene.SubmitAsync(client, "t1", 4)).Id;
        scene.Clock.Advance(TimeSpan.FromHours(23));
        BatchStatus running = await client.StatusAsync(id, Cancel);
        scene.Clock.Advance(TimeSpan.FromHours(1));
        BatchStatus ended = await client.StatusAsync(id, Cancel);

        Assert.Equal((BatchState.Running, 0), (running.State, running.ResultPlaces.Count));
        Assert.Equal(BatchState.Ended, ended.State);
        Assert.Equal(4, (await BatchScene.ReadAsync(client, ended)).Count(r => r.Reply is not null));
    }

    [Fact]
    public async Task A_submission_whose_reply_is_lost_is_found_again_by_another_client()
    {
        await using BatchScene scene = await BatchScene.StartAsync(format, delay: TimeSpan.FromHours(1), faults: "lost-submission=1");
        using IBatchClient client = scene.Client();
        DateTimeOffset begun = scene.Clock.GetUtcNow();
        foreach (string token in new[] { "other", "mine" })
        {
            ProviderException lost = await Assert.ThrowsAsync<ProviderException>(() => BatchScene.SubmitAsync(client, token, 3));
            Assert.Equal(ErrorClass.Transient, lost.Class);
        }

        scene.Clock.Advance(TimeSpan.FromHours(1));
        using IBatchClient another = scene.Client();
        var found = Assert.IsType<BatchFinding.Found>(await another.FindAsync("mine", begun, Cancel));

        Assert.Equal(["0-0", "1-0", "2-0"], (await BatchScene.ReadAsync(another, found.Batch)).Select(r => r.CustomId).Order(StringComparer.Ordinal));
        Assert.IsType<BatchFinding.Absent>(await another.FindAsync("third", begun, Cancel));
    }

    [Fact]
    public async Task What_was_never_sent_is_absent_once_the_provider_had_time_to_show_it()
    {
        await using BatchScene scene = await BatchScene.StartAsync(format);
        using IBatchClient client = scene.Client();
        await BatchScene.SubmitAsync(client, "other", 2);
        DateTimeOffset begun = scene.Clock.GetUtcNow();

        BatchFinding atOnce = await client.FindAsync("mine", begun, Cancel);
        scene.Clock.Advance(TimeSpan.FromSeconds(11));

        Assert.IsType<BatchFinding.Undecided>(atOnce);
        Assert.IsType<BatchFinding.Absent>(await client.FindAsync("mine", begun, Cancel));
    }

    [Fact]
    public async Task A_batch_is_found_behind_many_pages()
    {
        await using BatchScene scene = await BatchScene.StartAsync(format);
        using IBatchClient client = scene.Client();
        DateTimeOffset begun = scene.Clock.GetUtcNow();
        string id = (await BatchScene.SubmitAsync(client, "mine", 1)).Id;
        for (int i = 0; i < 210; i++)
        {
            await BatchScene.SubmitAsync(client, $"t{i}", 1);
        }

        Assert.Equal(id, Assert.IsType<BatchFinding.Found>(await client.FindAsync("mine", begun, Cancel)).Batch.Id);
    }

    [Theory]
    [InlineData("expired=0.4", "expire")]
    [InlineData("error=0.4", "failed")]
    public async Task A_request_that_was_not_answered_is_an_error_that_may_pass(string faults, string said)
    {
        await using BatchScene scene = await BatchScene.StartAsync(format, faults: faults);
        using IBatchClient client = scene.Client();

        List<BatchResult> results = await BatchScene.ReadAsync(client, await BatchScene.SubmitAsync(client, "t1", 40));

        Assert.Equal(40, results.Select(r => r.CustomId).Distinct().Count());
        Assert.Contains(results, r => r.Reply is not null);
        ProviderException[] errors = [.. results.Select(r => r.Error).OfType<ProviderException>()];
        Assert.NotEmpty(errors);
        Assert.All(errors, e => Assert.Equal(ErrorClass.Transient, e.Class));
        Assert.All(errors, e => Assert.Contains(said, e.Message, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Missing_foreign_and_doubled_results_come_as_they_are()
    {
        await using BatchScene scene = await BatchScene.StartAsync(format, faults: "missing=0.2,foreign=0.2,duplicate=0.2");
        using IBatchClient client = scene.Client();

        string[] ids = [.. (await BatchScene.ReadAsync(client, await BatchScene.SubmitAsync(client, "t1", 60))).Select(r => r.CustomId)];
        string[] asked = [.. Enumerable.Range(0, 60).Select(i => $"{i}-0")];

        Assert.NotEmpty(asked.Except(ids));
        Assert.NotEmpty(ids.Except(asked));
        Assert.All(ids.Except(asked), id => Assert.StartsWith("foreign", id, StringComparison.Ordinal));
        Assert.Contains(ids.GroupBy(id => id), same => same.Count() == 2);
    }

    [Fact]
    public async Task Another_client_finds_the_ids_that_were_given_among_foreign_ones()
    {
        await using BatchScene scene = await BatchScene.StartAsync(format, faults: "foreign=0.4,shuffled=1");
        using IBatchClient client = scene.Client();
        using IBatchClient another = scene.Client();
        string id = (await BatchScene.SubmitAsync(client, "t1", 60)).Id;

        string[] ids = [.. (await BatchScene.ReadAsync(another, await another.StatusAsync(id, Cancel))).Select(r => r.CustomId)];

        Assert.Empty(Enumerable.Range(0, 60).Select(i => $"{i}-0").Except(ids));
        Assert.True(ids.Length > 60);
    }

    [Fact]
    public async Task Results_of_another_batch_are_never_taken_for_ours()
    {
        await using BatchScene scene = await BatchScene.StartAsync(format);
        using IBatchClient client = scene.Client();

        BatchStatus ended = await BatchScene.SubmitAsync(client, "theirs", 3);

        Assert.All(await BatchScene.ReadAsync(client, ended with { Token = "ours" }), r => Assert.StartsWith("theirs-", r.CustomId, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_file_that_ends_in_the_middle_says_so_after_what_is_good_and_is_read_again_whole()
    {
        await using BatchScene scene = await BatchScene.StartAsync(format, faults: "cut=1");
        using IBatchClient client = scene.Client();
        BatchStatus ended = await BatchScene.SubmitAsync(client, "t1", 40);
        var read = new List<BatchResult>();

        ProviderException broken = await Assert.ThrowsAsync<ProviderException>(async () =>
        {
            await foreach (BatchResult result in client.ResultsAsync(ended, Cancel))
            {
                read.Add(result);
            }
        });

        Assert.Equal(ErrorClass.Transient, broken.Class);
        Assert.Contains($"end in the middle of a line, after {read.Count} that are good", broken.Message, StringComparison.Ordinal);
        Assert.InRange(read.Count, 15, 25);
        Assert.All(read, r => Assert.NotNull(r.Reply));
        Assert.Equal(40, (await BatchScene.ReadAsync(client, ended)).Count);
    }

    [Theory]
    [InlineData("500=1")]
    [InlineData("cut=1")]
    [InlineData("reset=1")]
    [InlineData("html=1")]
    [InlineData("hang=1")]
    public async Task A_failure_of_the_wire_may_pass(string wire)
    {
        await using BatchScene scene = await BatchScene.StartAsync(format, wire: wire);
        using IBatchClient client = scene.Client(limits: new ProviderLimits(TimeSpan.FromMilliseconds(wire == "hang=1" ? 200 : 20_000)));

        ProviderException failed = await Assert.ThrowsAsync<ProviderException>(() => BatchScene.SubmitAsync(client, "t1", 2));
        ProviderException unseen = await Assert.ThrowsAsync<ProviderException>(() => client.StatusAsync("batch_1", Cancel));

        Assert.Equal((ErrorClass.Transient, ErrorClass.Transient), (failed.Class, unseen.Class));
    }

    [Fact]
    public async Task A_batch_of_another_account_is_a_clear_sentence()
    {
        await using BatchScene scene = await BatchScene.StartAsync(format);
        using IBatchClient client = scene.Client();
        using IBatchClient stranger = scene.Client("sk-theirs");
        BatchStatus ended = await BatchScene.SubmitAsync(client, "t1", 2);

        foreach (Func<Task> ask in (Func<Task>[])[() => stranger.StatusAsync(ended.Id, Cancel), () => stranger.CancelAsync(ended.Id, Cancel), () => BatchScene.ReadAsync(stranger, ended)])
        {
            ProviderException error = await Assert.ThrowsAsync<ProviderException>(ask);
            Assert.Equal((ErrorClass.Item, 404), (error.Class, error.StatusCode));
            Assert.Contains("with this key: it belongs to another account", error.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task A_cancelled_batch_keeps_what_was_answered_and_may_be_cancelled_twice()
    {
        await using BatchScene scene = await BatchScene.StartAsync(format, delay: TimeSpan.FromHours(2));
        using IBatchClient client = scene.Client();
        string id = (await BatchScene.SubmitAsync(client, "t1", 10)).Id;
        scene.Clock.Advance(TimeSpan.FromHours(1));

        await client.CancelAsync(id, Cancel);
        BatchState meanwhile = (await client.StatusAsync(id, Cancel)).State;
        scene.Clock.Advance(TimeSpan.FromMinutes(11));
        await client.CancelAsync(id, Cancel);
        List<BatchResult> results = await BatchScene.ReadAsync(client, await client.StatusAsync(id, Cancel));

        Assert.Equal(BatchState.Cancelling, meanwhile);
        Assert.Equal((5, 5), (results.Count(r => r.Reply is not null), results.Count(r => r.Error is { Class: ErrorClass.Transient })));
    }

    [Fact]
    public async Task A_batch_is_full_by_size_and_what_alone_is_too_large_is_refused()
    {
        await using BatchScene scene = await BatchScene.StartAsync(format);
        using IBatchClient client = scene.Client(limits: new ProviderLimits(TimeSpan.FromSeconds(20), MaxBatchBytes: 2_000));
        using IBatchUpload upload = client.Begin("t1");
        int added = 0;
        while (upload.TryAdd(BatchScene.Request(added)))
        {
            added++;
        }

        using IBatchUpload empty = client.Begin("t2");
        ProviderException error = Assert.Throws<ProviderException>(() => empty.TryAdd(new BatchRequest("1-0", [new(ChatRole.User, new string('x', 3_000))], BatchScene.Options)));

        Assert.InRange(added, 2, 10);
        Assert.Equal((ErrorClass.Item, UnscoredReason.ContextTooLong), (error.Class, error.Reason));
        Assert.Equal(added, (await BatchScene.ReadAsync(client, await upload.SubmitAsync(Cancel))).Count);
    }

    [Theory]
    [InlineData("a b")]
    [InlineData("")]
    [InlineData("0123456789012345678901234567890123456789012345678901234567890123")]
    public async Task An_id_that_a_provider_would_refuse_is_refused_before(string id)
    {
        await using BatchScene scene = await BatchScene.StartAsync(format);
        using IBatchUpload upload = scene.Client().Begin("t1");

        Assert.Throws<ArgumentException>(() => upload.TryAdd(BatchScene.Request(1) with { CustomId = id }));
        Assert.Throws<ArgumentException>(() => scene.Client().Begin("t-1"));
    }

    [Fact]
    public async Task An_endpoint_without_batches_says_so()
    {
        await using BatchScene scene = await BatchScene.StartAsync(format);
        using IBatchClient client = scene.Client(path: "elsewhere/");

        ProviderException error = await Assert.ThrowsAsync<ProviderException>(() => BatchScene.SubmitAsync(client, "t1", 1));

        Assert.Equal(ErrorClass.Judge, error.Class);
        Assert.Contains("has no batch API at this address", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_refused_key_pauses_the_judge_and_stands_in_no_message()
    {
        await using BatchScene scene = await BatchScene.StartAsync(format, onlyKey: "sk-theirs-98765");
        using IBatchClient client = scene.Client("sk-mine-12345");

        ProviderException error = await Assert.ThrowsAsync<ProviderException>(() => client.StatusAsync("batch_1", Cancel));

        Assert.Equal(ErrorClass.Judge, error.Class);
        Assert.DoesNotContain("12345", error.Message, StringComparison.Ordinal);
    }
}
