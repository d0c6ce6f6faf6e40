namespace Assay.Simulator.Chat;

/// <summary>How a choice of a reply ends.</summary>
internal enum Ending
{
    Complete,
    Truncated,
    Refused,
}
