using Assay.Collecting;

namespace Assay.Scoring.Running;

/// <summary>How a run came to its end. Whatever it is, everything decided so far is in the ledger.</summary>
public abstract record RunEnd
{
    private RunEnd()
    {
    }

    /// <summary>Every response has a final outcome.</summary>
    public sealed record Finished : RunEnd;

    /// <summary>Asked to stop: what was in flight is saved, the rest stays owed.</summary>
    public sealed record Interrupted : RunEnd;

    public sealed record BudgetReached(string Detail) : RunEnd;

    /// <summary>The provider refuses the judge, cannot be reached or failed too often: the rest stays owed.</summary>
    public sealed record ProviderFailed(string Detail) : RunEnd;

    /// <summary>The input cannot be read on; what came before is judged.</summary>
    public sealed record InputRejected(InputException Error) : RunEnd;
}
