using System.Collections.Concurrent;
using System.Globalization;
using System.Text;
using Assay.Scoring.Judging;
using Assay.Scoring.Replies;
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

    /// <summary>Of an item, how probable each word is where it says one; null: it tells no probabilities.</summary>
    public Func<int, IReadOnlyList<(string Word, double Probability)>>? Odds { get; init; }

    public string Name => name;

    public ModelPrice Price => price;

    /// <summary>As it was before it was asked anything.</summary>
    public VotingModel Anew() => new(name, price, vote) { Odds = Odds };

    public Task<ChatResponse> GetResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
    {
        string prompt = messages.First(m => m.Role == ChatRole.User).Text;
        int at = prompt.IndexOf(Marker, StringComparison.Ordinal) + Marker.Length;
        int item = int.Parse(prompt.AsSpan(at, prompt.AsSpan(at).IndexOfAnyExceptInRange('0', '9')), CultureInfo.InvariantCulture);
        // What could not be read the first time cannot be read the second either.
        string? said = messages.Any(m => m.Role == ChatRole.Assistant) ? null : vote(item, _asked.AddOrUpdate(item, 1, (_, n) => n + 1) - 1);
        return Task.FromResult(new ChatResponse(said is null ? new ChatMessage(ChatRole.Assistant, "That is hard to say.") : Said(said, Odds is not null && options?.AdditionalProperties?.ContainsKey(CallProperties.TopTokens) is true ? Odds(item) : []))
        {
            FinishReason = ChatFinishReason.Stop, ModelId = name, Usage = new UsageDetails { InputTokenCount = TokensIn, OutputTokenCount = TokensOut },
        });
    }

    private static ChatMessage Said(string word, IReadOnlyList<(string Word, double Probability)> odds)
    {
        const string before = "{\"verdict\":{\"reason\":\"so it seems\",\"score\":\"";
        const string after = "\"}}";
        var message = new ChatMessage(ChatRole.Assistant, before + word + after);
        if (odds.Count > 0)
        {
            (string, double)[] top = [.. odds.Select(o => (o.Word, Math.Log(Math.Max(o.Probability, 1e-12))))];
            message.AdditionalProperties = new() { [CallProperties.Tokens] = (IReadOnlyList<ReplyToken>)[Plain(before), new ReplyToken(word, Encoding.UTF8.GetByteCount(word), top.First(t => t.Item1 == word).Item2, top), Plain(after)] };
        }

        return message;
    }

    private static ReplyToken Plain(string text) => new(text, Encoding.UTF8.GetByteCount(text), 0, [(text, 0)]);

    public IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default) =>
        throw new NotSupportedException("no judge streams");

    public object? GetService(Type serviceType, object? serviceKey = null) => null;

    public void Dispose()
    {
    }
}
