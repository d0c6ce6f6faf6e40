namespace Assay.Surfacing.Alerts;

/// <summary>What is watched, and who is told when it is not as it should be.</summary>
public sealed record AlertRule
{
    public static readonly TimeSpan UsualCooldown = TimeSpan.FromHours(1);

    public required string Name { get; init; }

    public required AlertCondition Condition { get; init; }

    /// <summary>Null: every judge, each by itself.</summary>
    public string? Judge { get; init; }

    /// <summary>Null: the judge's main score.</summary>
    public string? Criterion { get; init; }

    /// <summary>Only responses of this slice; null: all.</summary>
    public Causes.Facet? Slice { get; init; }

    public AlertSeverity Severity { get; init; } = AlertSeverity.Page;

    /// <summary>After an incident closed, none opens for so long.</summary>
    public TimeSpan Cooldown { get; init; } = UsualCooldown;

    /// <summary>Receivers of its notices; empty: all that there are.</summary>
    public IReadOnlyList<string> Notify { get; init; } = [];

    public AlertOrigin Origin { get; init; } = AlertOrigin.File;
}

/// <summary>How much it matters.</summary>
public enum AlertSeverity
{
    /// <summary>Somebody should look now.</summary>
    Page,

    /// <summary>Somebody should look some day.</summary>
    Ticket,
}

/// <summary>Where a rule was written.</summary>
public enum AlertOrigin
{
    /// <summary>Nowhere: it holds where nothing else is said.</summary>
    Default,

    /// <summary>In <c>assay.yaml</c>.</summary>
    File,

    /// <summary>On the page Alerts, or through the API; kept in the ledger.</summary>
    Page,
}
