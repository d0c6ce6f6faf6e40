using System.Runtime.CompilerServices;
using Microsoft.Extensions.AI;

namespace Assay.Client;

/// <summary>Passes a chat through unchanged and sends each whole answer to Assay. Trouble with that never reaches the application.</summary>
public sealed class AssayChatClient(IChatClient innerClient, AssayClient client, AssayChatOptions? options = null) : DelegatingChatClient(innerClient)
{
    private readonly AssayClient _client = client ?? throw new ArgumentNullException(nameof(client));
    private readonly AssayChatOptions _options = options ?? new AssayChatOptions();

    public override async Task<ChatResponse> GetResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(messages);
        if (!_options.CaptureContent)
        {
            return await base.GetResponseAsync(messages, options, cancellationToken);
        }

        ChatMessage[] asked = [.. messages];
        long begun = _client.Clock.GetTimestamp();
        ChatResponse answer = await base.GetResponseAsync(Passed(messages, asked), options, cancellationToken);
        Record(new ChatExchange(asked, options, answer, _client.Clock.GetElapsedTime(begun)));
        return answer;
    }

    public override async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(messages);
        ChatMessage[] asked = _options.CaptureContent ? [.. messages] : [];
        IEnumerable<ChatMessage> passed = _options.CaptureContent ? Passed(messages, asked) : messages;
        var stream = new StreamedAnswer(_client.Clock);
        try
        {
            await using IAsyncEnumerator<ChatResponseUpdate> updates = base.GetStreamingResponseAsync(passed, options, cancellationToken).GetAsyncEnumerator(cancellationToken);
            while (await stream.MoveNextAsync(updates))
            {
                yield return updates.Current;
            }
        }
        finally
        {
            if (_options.CaptureContent && stream.IsWhole)
            {
                Record(asked, options, stream);
            }
        }
    }

    // What can be read only once was read just now.
    private static IEnumerable<ChatMessage> Passed(IEnumerable<ChatMessage> messages, ChatMessage[] asked) =>
        messages is ICollection<ChatMessage> ? messages : asked;

    private void Record(ChatMessage[] asked, ChatOptions? options, StreamedAnswer stream)
    {
        ChatResponse answer;
        try
        {
            answer = stream.ToResponse();
        }
        catch (Exception e)
        {
            Reject(e);
            return;
        }

        Record(new ChatExchange(asked, options, answer, stream.Latency));
    }

    private void Record(ChatExchange exchange)
    {
        try
        {
            if (exchange.Output.Length == 0)
            {
                return;
            }

            if (exchange.ToResponse(_client.Clock) is not { } response)
            {
                _client.Counts.AddRejected(1, "The chat holds no message of the user with text, so nothing that was asked.");
                return;
            }

            response.Release ??= _options.Release;
            string? own = response.Id;
            _options.Enrich?.Invoke(response, exchange.Asked, exchange.Answer);
            // The next answer has an id of its own too, unless the application gives it that of the conversation.
            response.Closed |= response.Id == own;
            if (_options.Redact is { } redact)
            {
                Redaction.Apply(response, redact);
            }

            _client.TrySend(response);
        }
        catch (Exception e)
        {
            Reject(e);
        }
    }

    private void Reject(Exception e) => _client.Counts.AddRejected(1, $"The answer could not be recorded: {e.Message}");
}
