namespace Assay.Cli;

/// <summary>What the process tells its caller; the same numbers for every verb.</summary>
internal static class ExitCode
{
    public const int Ok = 0;
    public const int Unexpected = 1;
    public const int Usage = 2;
    public const int QualityBelowBar = 3;
    public const int Inconclusive = 4;
    public const int Provider = 5;
    public const int BudgetReached = 6;
    public const int Interrupted = 130;
}
