using Microsoft.Extensions.AI;

namespace Assay.Scoring.Batching;

/// <summary>One call of a batch, as it would be made live.</summary>
/// <param name="CustomId">Unique in the batch: letters, digits, <c>-</c> and <c>_</c>, with the batch's token and a dash at most 64.</param>
public sealed record BatchRequest(string CustomId, IReadOnlyList<ChatMessage> Messages, ChatOptions Options);
