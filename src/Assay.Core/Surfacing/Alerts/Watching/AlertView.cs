namespace Assay.Surfacing.Alerts.Watching;

/// <summary>What the last look saw.</summary>
public sealed record AlertView
{
    /// <summary>Null before the first look.</summary>
    public DateTimeOffset? LookedAt { get; init; }

    public DateTimeOffset? NextLook { get; init; }

    /// <summary>False where another process does.</summary>
    public bool IsWatching { get; init; }

    /// <summary>Why it could not look; null where it could.</summary>
    public string? Trouble { get; init; }

    /// <summary>What each rule said of each subject.</summary>
    public IReadOnlyList<(string Rule, AlertReading Reading)> Readings { get; init; } = [];

    /// <summary>The open incidents.</summary>
    public IReadOnlyList<Incident> Firing { get; init; } = [];
}
