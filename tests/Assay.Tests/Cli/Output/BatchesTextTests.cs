using Assay.Cli.Output;
using Assay.Scoring.Batching;
using Assay.Scoring.Running;

namespace Assay.Tests.Cli.Output;

public sealed class BatchesTextTests
{
    private static readonly DateTimeOffset Noon = new(2026, 5, 4, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public void The_age_of_a_batch_is_how_long_it_was_open()
    {
        HeldBatch open = Batch("waits", HeldBatchState.Submitted, settledAt: null);
        HeldBatch settled = Batch("is-over", HeldBatchState.Settled, Noon.AddSeconds(7));
        var text = new StringWriter();

        BatchesText.Write(Terminal.To(text), [open, settled], Noon.AddHours(5));

        Assert.Contains("5 h", Line(text, "waits"), StringComparison.Ordinal);
        Assert.Contains("7 s", Line(text, "is-over"), StringComparison.Ordinal);
    }

    private static string Line(StringWriter text, string token) => text.ToString().Split('\n').Single(l => l.Contains(token, StringComparison.Ordinal));

    private static HeldBatch Batch(string token, HeldBatchState state, DateTimeOffset? settledAt) => new(1, token, new RunKey(1, 1))
    {
        Judge = "quality", JudgeVersion = "0", Endpoint = "openai", Model = "m", State = state, BegunAt = Noon, SettledAt = settledAt, Items = 3, ReservedUsd = 1, HeldUsd = 0,
    };
}
