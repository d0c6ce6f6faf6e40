using Assay.Scoring.Judging;
using Microsoft.Extensions.AI;

namespace Assay.Integration.Tests.Browser;

/// <summary>A provider that refuses the key: its judge is paused, and what is owed to it stays owed.</summary>
internal sealed class RefusedChatClient : IChatClient
{
    public Task<ChatResponse> GetResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default) =>
        throw new ProviderException(ErrorClass.Judge, "the provider refused the key (401). Check OPENAI_API_KEY.") { StatusCode = 401 };

    public IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default) =>
        throw new NotSupportedException();

    public object? GetService(Type serviceType, object? serviceKey = null) => null;

    public void Dispose()
    {
    }
}
