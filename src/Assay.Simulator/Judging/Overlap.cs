namespace Assay.Simulator.Judging;

/// <summary>What a text shares with others.</summary>
internal struct Overlap
{
    public int Words;
    public int SharedWords;
    public int Numbers;
    public int SharedNumbers;
}
