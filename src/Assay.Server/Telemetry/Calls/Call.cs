using System.Text.Json;

namespace Assay.Server.Telemetry.Calls;

/// <summary>What a span or a log event tells of one operation, before it is known whether it is a model call.</summary>
internal sealed record Call
{
    /// <summary>The hexadecimal trace and span id, joined; empty where the sender gave none.</summary>
    public required string Id { get; init; }

    /// <summary>The id of the enclosing span; empty for the outermost.</summary>
    public string ParentId { get; init; } = "";

    public required Attributes Attributes { get; init; }

    public required Attributes Resource { get; init; }

    /// <summary>The name of the library that recorded it.</summary>
    public required string Scope { get; init; }

    public IReadOnlyList<CallEvent> Events { get; init; } = [];

    public DateTimeOffset? EndedAt { get; init; }

    public TimeSpan? Duration { get; init; }

    public bool Failed { get; init; }
}

/// <summary>One message of a call that was told as an event of its own.</summary>
internal sealed record CallEvent(string Name, JsonElement Body);
