using Microsoft.Extensions.AI;

namespace Assay.Tests.Testing;

/// <summary>A model that answers from a script: one step per call in order, then what <paramref name="otherwise"/> gives.</summary>
internal sealed class ScriptedChatClient(Func<ScriptedCall, ChatResponse>? otherwise = null) : IChatClient
{
    private readonly Lock _lock = new();
    private readonly Queue<Func<ScriptedCall, ChatResponse>> _script = new();
    private readonly List<ScriptedCall> _calls = [];

    /// <summary>Every call so far, in the order of arrival.</summary>
    public IReadOnlyList<ScriptedCall> Calls
    {
        get
        {
            lock (_lock)
            {
                return [.. _calls];
            }
        }
    }

    public ScriptedChatClient Reply(string text, ChatFinishReason? finish = null) => Reply(Some.Reply(text, finish));

    public ScriptedChatClient Reply(ChatResponse reply) => Then(_ => reply);

    public ScriptedChatClient Fail(Exception error, int times = 1)
    {
        for (int i = 0; i < times; i++)
        {
            Then(_ => throw error);
        }

        return this;
    }

    public ScriptedChatClient Then(Func<ScriptedCall, ChatResponse> step)
    {
        _script.Enqueue(step);
        return this;
    }

    public Task<ChatResponse> GetResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var call = new ScriptedCall([.. messages], options);
        Func<ScriptedCall, ChatResponse>? step;
        lock (_lock)
        {
            _calls.Add(call);
            step = _script.TryDequeue(out Func<ScriptedCall, ChatResponse>? next) ? next : otherwise;
        }

        return step is null
            ? throw new InvalidOperationException($"the script has no step for call {Calls.Count}")
            : Task.FromResult(step(call));
    }

    public IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default) =>
        throw new NotSupportedException("no judge streams");

    public object? GetService(Type serviceType, object? serviceKey = null) => null;

    public void Dispose()
    {
    }
}

/// <summary>What a model was asked.</summary>
internal sealed record ScriptedCall(IReadOnlyList<ChatMessage> Messages, ChatOptions? Options)
{
    public string User => Messages.First(m => m.Role == ChatRole.User).Text;
}
