using Assay.Configuring;
using Assay.Providers;
using Assay.Scoring.Batching;
using Assay.Scoring.Judging;

namespace Assay.Integration.Tests.Providers;

public sealed class OpenAiBatchClientTests() : BatchClientContract(WireFormat.OpenAi)
{
    [Fact]
    public async Task A_lost_upload_leaves_no_batch_behind()
    {
        await using BatchScene scene = await BatchScene.StartAsync(WireFormat.OpenAi, faults: "lost-upload=1");
        using IBatchClient client = scene.Client();
        DateTimeOffset begun = scene.Clock.GetUtcNow();

        await Assert.ThrowsAsync<ProviderException>(() => BatchScene.SubmitAsync(client, "mine", 2));
        scene.Clock.Advance(TimeSpan.FromMinutes(1));

        Assert.IsType<BatchFinding.Absent>(await client.FindAsync("mine", begun, TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task A_running_batch_is_found_by_what_was_noted_on_it()
    {
        await using BatchScene scene = await BatchScene.StartAsync(WireFormat.OpenAi, delay: TimeSpan.FromHours(1));
        using IBatchClient client = scene.Client();
        DateTimeOffset begun = scene.Clock.GetUtcNow();
        string id = (await BatchScene.SubmitAsync(client, "mine", 2)).Id;

        var found = Assert.IsType<BatchFinding.Found>(await client.FindAsync("mine", begun, TestContext.Current.CancellationToken));

        Assert.Equal((id, "mine"), (found.Batch.Id, found.Batch.Token));
    }

    [Fact]
    public void Azure_and_judges_without_a_model_say_why_there_is_none()
    {
        using var factory = new ChatClientFactory(
            new Dictionary<string, ProviderSettings>(), name => name == "AZURE_OPENAI_ENDPOINT" ? "https://x.openai.azure.com" : name.EndsWith("_API_KEY", StringComparison.Ordinal) ? "key-for-tests" : null, TimeProvider.System, new ProviderLimits(TimeSpan.FromSeconds(5)));

        Assert.Null(factory.CreateBatchClient(new ModelReference("azure", "d"), out string? azure));
        Assert.Null(factory.CreateBatchClient(new ModelReference("offline", "heuristic"), out string? offline));
        Assert.NotNull(factory.CreateBatchClient(new ModelReference("openai", "gpt-5-mini"), out string? none));

        Assert.Contains("answers no single calls", azure, StringComparison.Ordinal);
        Assert.Contains("makes no calls", offline, StringComparison.Ordinal);
        Assert.Null(none);
    }
}
