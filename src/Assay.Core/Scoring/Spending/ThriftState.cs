namespace Assay.Scoring.Spending;

/// <summary>What is given up at the moment.</summary>
/// <param name="Steps">How many of the declared steps are taken.</param>
/// <param name="Share">Of the responses that are judged; 1 unless the last step taken is that of responses.</param>
/// <param name="Since">When the number of steps changed last.</param>
public sealed record ThriftState(int Steps, double Share, DateTimeOffset Since)
{
    /// <summary>Verdicts that were judged since then.</summary>
    public long Judged { get; init; }
}
