namespace Assay.Surfacing.Alerts;

/// <summary>A time during which a rule's condition held for one subject: opened once, closed once.</summary>
public sealed record Incident
{
    /// <summary>Grows with time.</summary>
    public required Guid Id { get; init; }

    public required string Rule { get; init; }

    public required AlertSubject Subject { get; init; }

    public required AlertSeverity Severity { get; init; }

    public required DateTimeOffset OpenedAt { get; init; }

    /// <summary>Null while it is open.</summary>
    public DateTimeOffset? ClosedAt { get; init; }

    /// <summary>Somebody knows of it; null: nobody said so.</summary>
    public Acknowledgement? Acknowledged { get; init; }

    /// <summary>Receivers were owed a notice of its opening, and so are owed one of its closing; false while its rule is muted.</summary>
    public bool IsTold { get; init; }

    /// <summary>What opened it.</summary>
    public required AlertEvidence Opening { get; init; }

    /// <summary>What closed it; null while it is open.</summary>
    public AlertEvidence? Closing { get; init; }
}

/// <param name="By">As they called themselves, or the name of the key.</param>
public sealed record Acknowledgement(DateTimeOffset At, string By);

/// <summary>What a rule was applied to. Each has its own state.</summary>
/// <param name="Kind">Of the condition, in snake case: <c>mean</c>, <c>drop</c>, <c>bad_share</c>, <c>coverage</c>, <c>owed</c>, <c>judge_paused</c>, <c>budget</c>, <c>disagreement</c>, <c>no_data</c>.</param>
public sealed record AlertSubject(string Kind)
{
    public string? Judge { get; init; }

    public string? JudgeVersion { get; init; }

    public string? Criterion { get; init; }

    public Causes.Facet? Slice { get; init; }

    /// <summary>Since which the mean fell; null where it is no question of one.</summary>
    public string? Release { get; init; }
}
