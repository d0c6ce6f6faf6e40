using Microsoft.Extensions.AI;

namespace Assay.Client;

/// <summary>What of a chat is sent.</summary>
public sealed record AssayChatOptions
{
    /// <summary>False sends nothing at all: a response without its texts cannot be judged.</summary>
    public bool CaptureContent { get; init; } = true;

    /// <summary>Null takes <see cref="AssayClientOptions.Release"/>.</summary>
    public string? Release { get; init; }

    /// <summary>Applied to every text that is sent, those in metadata included but not JSON there, after <see cref="Enrich"/>. Where it throws, the response is not sent.</summary>
    public Func<string, string>? Redact { get; init; }

    /// <summary>Adds to the response, or changes it, before it is sent: metadata, context, a session. Gets what was asked and answered. Where it throws, the response is not sent.</summary>
    public Action<AssayResponse, IEnumerable<ChatMessage>, ChatResponse>? Enrich { get; init; }
}
