using Microsoft.Extensions.AI;

namespace Assay.Testing;

/// <summary>How a judge is asked inside tests.</summary>
public sealed record TestJudgeOptions
{
    /// <summary>Asked in place of the judge's provider, such as a client of your own or recorded replies; the caller disposes it.</summary>
    public IChatClient? Model { get; init; }

    /// <summary>The file that keeps replies, so that the same question is not paid for twice. Null: that of the configuration, or none where there is no configuration.</summary>
    public string? Cache { get; init; }

    /// <summary>Every question is asked anew.</summary>
    public bool NoCache { get; init; }

    /// <summary>Never spend more, from here until this is disposed. Null: what the configuration says.</summary>
    public decimal? BudgetUsd { get; init; }

    /// <summary>Calls cost nothing: a model without a known price may be used.</summary>
    public bool Free { get; init; }

    /// <summary>Total time that one call may take. Null: what the configuration says, or a minute.</summary>
    public TimeSpan? Timeout { get; init; }

    /// <summary>Calls at the same time at most.</summary>
    public int Concurrency { get; init; } = 8;

    public TimeProvider Clock { get; init; } = TimeProvider.System;
}
