namespace Assay.Gating;

/// <summary>One case of a gate: the same question, answered before and now.</summary>
public sealed record GateCase
{
    public required string Id { get; init; }

    /// <summary>Null: the outputs that are gated have none for this case.</summary>
    public GateAnswer? Candidate { get; init; }

    /// <summary>Null: the baseline does not have the case.</summary>
    public GateAnswer? Baseline { get; init; }

    /// <summary>Both sides put out the same, to the byte, so what was judged is the same.</summary>
    public bool IsUnchanged { get; init; }

    /// <summary>Cases of one cluster are not independent; null: it stands for itself.</summary>
    public string? Cluster { get; init; }

    /// <summary>Values of the fields that are declared as groups.</summary>
    public IReadOnlyList<(string Field, string Value)> Groups { get; init; } = [];

    public bool MustPass { get; init; }
}
