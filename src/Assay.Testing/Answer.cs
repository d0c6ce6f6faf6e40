using System.Text.Json;
using Assay.Collecting;

namespace Assay.Testing;

/// <summary>What the application answered, with what a judge needs to know of it.</summary>
/// <param name="Output">What is judged.</param>
public sealed record Answer(string Output)
{
    /// <summary>What the application was asked.</summary>
    public string Input { get; init; } = "";

    /// <summary>What the application was given to answer from.</summary>
    public IReadOnlyList<string> Context { get; init; } = [];

    /// <summary>What a right answer would say.</summary>
    public string? Reference { get; init; }

    /// <summary>The turns before <see cref="Input"/>, oldest first.</summary>
    public IReadOnlyList<Turn> Conversation { get; init; } = [];

    /// <summary>What checks and templates may use, such as <c>latency_ms</c>: texts, numbers, true and false.</summary>
    public IReadOnlyDictionary<string, object?> Metadata { get; init; } = new Dictionary<string, object?>(StringComparer.Ordinal);

    internal Response ToResponse(string id) => new()
    {
        Id = id,
        Input = Input,
        Output = Output,
        Context = Context,
        Reference = Reference,
        Conversation = Conversation,
        Metadata = Metadata.ToDictionary(m => m.Key, m => JsonSerializer.SerializeToElement(m.Value), StringComparer.Ordinal),
        Closed = true,
    };
}
