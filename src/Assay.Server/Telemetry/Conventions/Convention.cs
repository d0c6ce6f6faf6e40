using Assay.Server.Telemetry.Messages;
using Assay.Server.Telemetry.Metadata;

namespace Assay.Server.Telemetry.Conventions;

/// <summary>How one family of instrumentations writes a model call down, as data. Sources are asked in their order.</summary>
internal sealed record Convention
{
    public IReadOnlyList<ContentSource> Instructions { get; init; } = [];

    public required IReadOnlyList<ContentSource> Input { get; init; }

    public required IReadOnlyList<ContentSource> Output { get; init; }

    public IReadOnlyList<ContentSource> Context { get; init; } = [];

    /// <summary>The more particular come first: their spans carry names of the general convention as well.</summary>
    public static readonly IReadOnlyList<Convention> All = [OpenInference.Convention, VercelAi.Convention, OpenLlmetry.Convention, GenAi.Convention];

    public static readonly IReadOnlyList<ContentSource> AllInstructions = [.. All.SelectMany(convention => convention.Instructions)];

    public static readonly IReadOnlyList<ContentSource> AllInputs = [.. All.SelectMany(convention => convention.Input)];

    public static readonly IReadOnlyList<ContentSource> AllOutputs = [.. All.SelectMany(convention => convention.Output)];

    public static readonly IReadOnlyList<ContentSource> AllContext =
        [.. All.SelectMany(convention => convention.Context), new ContentSource.Parts(ReservedNames.Context, Roles.Tool)];
}
