using Microsoft.Extensions.AI;

namespace Assay.Client;

/// <summary>Collects the updates of one stream on their way to the application.</summary>
internal sealed class StreamedAnswer(TimeProvider clock)
{
    private readonly List<ChatResponseUpdate> _updates = [];
    private bool _hasEnded;
    private bool _isFinished;
    private bool _isWaiting;

    /// <summary>Time spent waiting for the model; what the application does between two updates does not count.</summary>
    public TimeSpan Latency { get; private set; }

    /// <summary>Whether the model said all it had to say. Who stops reading behind the finish reason has it all.</summary>
    public bool IsWhole => _hasEnded || (_isFinished && !_isWaiting);

    public async ValueTask<bool> MoveNextAsync(IAsyncEnumerator<ChatResponseUpdate> updates)
    {
        long begun = clock.GetTimestamp();
        _isWaiting = true;
        bool moved = await updates.MoveNextAsync();
        // Not in a finally: a stream that fails stays one that is waited for.
        _isWaiting = false;
        Latency += clock.GetElapsedTime(begun);
        if (moved)
        {
            _updates.Add(updates.Current);
            _isFinished |= updates.Current.FinishReason is { } reason && reason != ChatFinishReason.ToolCalls;
        }

        _hasEnded = !moved;
        return moved;
    }

    public ChatResponse ToResponse() => _updates.ToChatResponse();
}
