using Assay.Scoring.Batching;
using Assay.Scoring.Caching;
using Assay.Scoring.Judging;
using Assay.Scoring.Sampling;
using Assay.Scoring.Spending;
using Assay.Tests.Testing;
using Microsoft.Extensions.AI;

namespace Assay.Tests.Scoring.Judging;

/// <summary>What a batch brought is the answer to its question, at the price of batches; the rest is asked live.</summary>
public sealed class ModelJudgeBatchTests : IDisposable
{
    private static readonly DateTimeOffset Sent = ManualClock.Start.AddHours(-2);

    private static readonly Judge Three = Some.Judge().With(SamplePlan.Of(3));

    private readonly ScriptedChatClient _model = new();
    private readonly ManyChoices _choices = new(given: true);

    public void Dispose() => _model.Dispose();

    [Fact]
    public async Task An_answer_of_a_batch_needs_no_call_and_has_its_lane_its_price_and_its_time()
    {
        Judged.Decided judged = await JudgeAsync(Some.Reply(Some.Verdict(5)));

        Assert.Equal(5, Assert.IsType<Verdict.Scored>(judged.Verdict).Overall);
        Assert.Equal(VerdictOrigin.Batch, judged.Origin);
        Attempt attempt = Assert.Single(judged.Attempts);
        Assert.Equal((Lane.Batch, AttemptResult.Read, Sent, TimeSpan.FromHours(2)), (attempt.Lane, attempt.Result, attempt.StartedAt, attempt.Duration));
        Assert.Equal(Some.Price.Cost(100, 0, 20) / 2, attempt.CostUsd);
        Assert.Empty(_model.Calls);
    }

    [Fact]
    public async Task One_that_cannot_be_read_is_paid_and_asked_live()
    {
        _model.Reply(Some.Verdict(3));

        Judged.Decided judged = await JudgeAsync(Some.Reply("I cannot say."));

        Assert.Equal(3, Assert.IsType<Verdict.Scored>(judged.Verdict).Overall);
        Assert.Equal(VerdictOrigin.Call, judged.Origin);
        Assert.Equal([(Lane.Batch, AttemptResult.NoVerdict), (Lane.Live, AttemptResult.Read)], judged.Attempts.Select(a => (a.Lane, a.Result)));
        Assert.True(judged.Attempts[0].CostUsd > 0);
    }

    [Fact]
    public async Task One_that_expired_costs_nothing_and_is_asked_live()
    {
        _model.Reply(Some.Verdict(3));

        Judged.Decided judged = await JudgeAsync(reply: null);

        Assert.Equal(3, Assert.IsType<Verdict.Scored>(judged.Verdict).Overall);
        Assert.Equal([(Lane.Batch, AttemptResult.Transient, 0m, "it expired"), (Lane.Live, AttemptResult.Read, Some.Price.Cost(100, 0, 20), null)], judged.Attempts.Select(a => (a.Lane, a.Result, a.CostUsd, a.Error)));
    }

    [Fact]
    public async Task What_a_batch_brought_is_kept_for_the_cache_and_counts_also_where_the_cache_knows()
    {
        var sharing = new SharedCalls();

        Judged.Decided judged = await JudgeAsync(Some.Reply(Some.Verdict(5)), sharing);

        CacheEntry kept = Assert.Single(judged.Replies);
        Assert.Equal((Some.Verdict(5), judged.Attempts[0].CostUsd), (kept.Reply.Text, kept.Reply.CostUsd));
    }

    [Fact]
    public async Task One_request_of_a_batch_brings_all_samples_of_a_verdict()
    {
        Judged.Decided judged = await JudgeAsync(Some.Choices(Some.Verdict(5), Some.Verdict(4), Some.Verdict(3)), judge: Three);

        Assert.Equal((4, VerdictOrigin.Batch), (Assert.IsType<Verdict.Scored>(judged.Verdict).Overall, judged.Origin));
        Assert.Equal([5d, 4, 3], judged.Samples.Select(s => s.Value!.Value));
        Assert.Equal(Some.Price.Cost(100, 0, 60) / 2, Assert.Single(judged.Attempts).CostUsd);
        Assert.True(_choices.AreGiven);
    }

    [Fact]
    public async Task Samples_that_a_batch_did_not_bring_are_asked_live_and_it_is_learnt_that_one_comes_at_a_time()
    {
        _model.Reply(Some.Verdict(4)).Reply(Some.Verdict(3));

        Judged.Decided judged = await JudgeAsync(Some.Reply(Some.Verdict(5)), judge: Three);

        Assert.Equal(4, Assert.IsType<Verdict.Scored>(judged.Verdict).Overall);
        Assert.Equal([Lane.Batch, Lane.Live, Lane.Live], judged.Attempts.Select(a => a.Lane));
        Assert.False(_choices.AreGiven);
    }

    private async Task<Judged.Decided> JudgeAsync(ChatResponse? reply, SharedCalls? sharing = null, Judge? judge = null)
    {
        var access = new ModelAccess
        {
            Client = _model,
            Price = Some.Price,
            Forms = new ReplyForms(ReplyForm.JsonSchema),
            Choices = _choices,
            Batch = new BatchAccess(new NoBatches(), (Some.Price with { Batch = 0.5m }).InBatch(), "openai", "m"),
        };
        var batched = new ModelJudge(judge ?? Some.Judge(), access, new RetryPolicy(new Random(1)), sharing, new ManualClock());
        using PendingVerdict pending = batched.Prepare(Some.Response());
        var item = new BatchItem(1, 0, 0, 1);
        pending.Batched = new BatchedAnswers(1, Sent, TimeSpan.FromHours(2), [new BatchedAnswer(item, new BatchResult(item.CustomId, reply, reply is null ? new ProviderException(ErrorClass.Transient, "it expired") : null))]);
        return Assert.IsType<Judged.Decided>(await batched.JudgeAsync(pending, CancellationToken.None));
    }

    /// <summary>Nothing is sent here.</summary>
    private sealed class NoBatches : IBatchClient
    {
        public IBatchUpload Begin(string token) => throw new NotSupportedException();

        public Task<BatchFinding> FindAsync(string token, DateTimeOffset notBefore, CancellationToken cancellationToken) => throw new NotSupportedException();

        public Task<BatchStatus> StatusAsync(string id, CancellationToken cancellationToken) => throw new NotSupportedException();

        public IAsyncEnumerable<BatchResult> ResultsAsync(BatchStatus ended, CancellationToken cancellationToken) => throw new NotSupportedException();

        public Task CancelAsync(string id, CancellationToken cancellationToken) => throw new NotSupportedException();

        public void Dispose()
        {
        }
    }
}
