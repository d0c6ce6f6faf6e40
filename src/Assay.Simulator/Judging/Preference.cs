namespace Assay.Simulator.Judging;

internal enum Preference
{
    First,
    Second,
    Tie,
}
