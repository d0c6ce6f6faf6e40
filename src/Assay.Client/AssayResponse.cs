namespace Assay.Client;

/// <summary>One output of the application with what led to it. It is read when it is sent: later changes do not matter.</summary>
public sealed record AssayResponse
{
    /// <summary>At most 255 characters. Null: the client makes one up. Give one of your own to send a response twice without its counting twice.</summary>
    public string? Id { get; set; }

    /// <summary>What the application was asked.</summary>
    public required string Input { get; set; }

    /// <summary>What is judged.</summary>
    public required string Output { get; set; }

    /// <summary>What the application was given to answer from: passages that were retrieved, results of tools.</summary>
    public IList<string> Context { get; set; } = [];

    /// <summary>What a right answer would say.</summary>
    public string? Reference { get; set; }

    /// <summary>The turns before <see cref="Input"/>, oldest first.</summary>
    public IList<AssayTurn> Conversation { get; set; } = [];

    /// <summary>The conversation is over: nothing more comes under <see cref="Id"/>. A judge that waits for conversations to be idle need not wait.</summary>
    public bool Closed { get; set; }

    /// <summary>Version of the application; null takes <see cref="AssayClientOptions.Release"/>.</summary>
    public string? Release { get; set; }

    /// <summary>Null takes the time of sending, but only where <see cref="Id"/> is null too: a response that is sent twice must say the same twice.</summary>
    public DateTimeOffset? OccurredAt { get; set; }

    /// <summary>Text, numbers, booleans, times, JSON, lists of text or null; of anything else its <see cref="object.ToString"/>.</summary>
    public IDictionary<string, object?> Metadata { get; set; } = new Dictionary<string, object?>(StringComparer.Ordinal);
}

/// <summary>One turn of a conversation.</summary>
/// <param name="Role">Such as <c>system</c>, <c>user</c>, <c>assistant</c> or <c>tool</c>.</param>
public sealed record AssayTurn(string Role, string Content);
