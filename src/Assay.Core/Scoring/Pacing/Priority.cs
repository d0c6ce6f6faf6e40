namespace Assay.Scoring.Pacing;

/// <summary>Who goes first where calls wait: live work passes backfill, and within one priority the first to come is the first to go.</summary>
public enum Priority
{
    Live,
    Backfill,
}
