namespace Assay.Simulator.Batches;

internal enum ItemOutcome
{
    Succeeded,
    Errored,
    Expired,
    Canceled,
}

/// <summary>What became of one request of a batch.</summary>
/// <param name="Status">As a live call would have answered it; 0 where it was not.</param>
/// <param name="Body">As a live call would have answered it.</param>
internal sealed record BatchAnswer(string CustomId, ItemOutcome Outcome, int Status, ReadOnlyMemory<byte> Body, string RequestId);
