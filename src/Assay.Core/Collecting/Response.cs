using System.Text.Json;

namespace Assay.Collecting;

/// <summary>One output of the user's application with what led to it. Immutable: a changed output is another revision.</summary>
public sealed record Response
{
    /// <summary>The sender's name for it, at most 255 characters; derived from the content where the sender gave none.</summary>
    public required string Id { get; init; }

    public required string Input { get; init; }

    /// <summary>What is judged. May be empty: such a response ends unscored, before any call.</summary>
    public required string Output { get; init; }

    public IReadOnlyList<string> Context { get; init; } = [];

    public string? Reference { get; init; }

    /// <summary>The turns before <see cref="Input"/>, oldest first.</summary>
    public IReadOnlyList<Turn> Conversation { get; init; } = [];

    /// <summary>What else was put out for the same input; null: the response stands for itself.</summary>
    public Rival? Rival { get; init; }

    public string? Release { get; init; }

    public DateTimeOffset? OccurredAt { get; init; }

    /// <summary>Every field of the record that Assay gives no meaning to, under its own name and with its own type.</summary>
    public IReadOnlyDictionary<string, JsonElement> Metadata { get; init; } = NoMetadata;

    /// <summary>
    /// Nothing more comes under this id: the sender says so, or gave no id under which it could. How it was sent and not what it
    /// says, so it is neither stored nor hashed.
    /// </summary>
    public bool Closed { get; init; }

    /// <summary>Characters of what a judge may be shown.</summary>
    internal int Size => Input.Length + Output.Length + (Rival?.Output.Length ?? 0) + (Reference?.Length ?? 0) + Context.Sum(c => c.Length) + Conversation.Sum(t => t.Content.Length);

    /// <summary>The same pair with its other output first.</summary>
    internal Response Swapped() => Rival is not { } rival ? this : this with
    {
        Output = rival.Output,
        Rival = rival with { Output = Output, Systems = rival.Systems is var (own, other) ? (other, own) : null },
    };

    private static readonly Dictionary<string, JsonElement> NoMetadata = [];
}

/// <summary>One turn of a conversation.</summary>
public sealed record Turn(string Role, string Content);
