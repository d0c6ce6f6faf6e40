using Assay.Configuring;
using Assay.Scoring.Batching;
using Assay.Scoring.Judging;
using Microsoft.Extensions.AI;

namespace Assay.Integration.Tests.Providers;

public sealed class AnthropicBatchClientTests() : BatchClientContract(WireFormat.Anthropic)
{
    [Fact]
    public async Task While_a_batch_runs_it_cannot_be_told_whose_it_is()
    {
        await using BatchScene scene = await BatchScene.StartAsync(WireFormat.Anthropic, delay: TimeSpan.FromHours(1), faults: "lost-submission=1");
        using IBatchClient client = scene.Client();
        DateTimeOffset begun = scene.Clock.GetUtcNow();
        await Assert.ThrowsAsync<ProviderException>(() => BatchScene.SubmitAsync(client, "mine", 2));

        scene.Clock.Advance(TimeSpan.FromMinutes(30));
        BatchFinding running = await client.FindAsync("mine", begun, TestContext.Current.CancellationToken);
        scene.Clock.Advance(TimeSpan.FromMinutes(30));

        Assert.IsType<BatchFinding.Undecided>(running);
        Assert.IsType<BatchFinding.Found>(await client.FindAsync("mine", begun, TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task A_form_that_is_not_offered_is_refused_when_it_is_added()
    {
        await using BatchScene scene = await BatchScene.StartAsync(WireFormat.Anthropic);
        using IBatchUpload upload = scene.Client().Begin("t1");

        ProviderException error = Assert.Throws<ProviderException>(() => upload.TryAdd(BatchScene.Request(1) with { Options = new ChatOptions { ResponseFormat = ChatResponseFormat.Json } }));

        Assert.True(error.UnsupportedForm);
    }
}
