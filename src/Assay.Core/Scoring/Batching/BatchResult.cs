using Assay.Scoring.Judging;
using Microsoft.Extensions.AI;

namespace Assay.Scoring.Batching;

/// <summary>What became of one request of a batch: a reply as a live call would have brought it, or an error; never both.</summary>
/// <param name="Error">Also of a request that expired or was cancelled before it was answered: transient, and not charged.</param>
public sealed record BatchResult(string CustomId, ChatResponse? Reply, ProviderException? Error);
