using System.Collections.Concurrent;
using System.Globalization;
using Assay.Scoring.Spending;
using Microsoft.Extensions.AI;

namespace Assay.Benchmarks.Panels;

/// <summary>A model whose every verdict is known: it is told the number of the item by its input, and counts how often it was asked.</summary>
/// <param name="vote">What it says of an item when it is asked the nth time, from 0; null: nothing that can be read.</param>
internal sealed class VotingModel(string name, ModelPrice price, Func<int, int, string?> vote) : IChatClient
{
    public const string Marker = "item no. ";

    private const int TokensIn = 900;
    private const int TokensOut = 60;

    private readonly ConcurrentDictionary<int, int> _asked = new();

    public string Name => name;

    public ModelPrice Price => price;

    /// <summary>As it was before it was asked anything.</summary>
    public VotingModel Anew() => new(name, price, vote);

    public Task<ChatResponse> GetResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
    {
        string prompt = messages.First(m => m.Role == ChatRole.User).Text;
        int at = prompt.IndexOf(Marker, StringComparison.Ordinal) + Marker.Length;
        int item = int.Parse(prompt.AsSpan(at, prompt.AsSpan(at).IndexOfAnyExceptInRange('0', '9')), CultureInfo.InvariantCulture);
        // What could not be read the first time cannot be read the second either.
        string? said = messages.Any(m => m.Role == ChatRole.Assistant) ? null : vote(item, _asked.AddOrUpdate(item, 1, (_, n) => n + 1) - 1);
        return Task.FromResult(new ChatResponse(new ChatMessage(ChatRole.Assistant, said is null ? "That is hard to say." : $$$"""{"verdict":{"reason":"so it seems","score":"{{{said}}}"}}"""))
        {
            FinishReason = ChatFinishReason.Stop, ModelId = name, Usage = new UsageDetails { InputTokenCount = TokensIn, OutputTokenCount = TokensOut },
        });
    }

    public IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default) =>
        throw new NotSupportedException("no judge streams");

    public object? GetService(Type serviceType, object? serviceKey = null) => null;

    public void Dispose()
    {
    }
}
