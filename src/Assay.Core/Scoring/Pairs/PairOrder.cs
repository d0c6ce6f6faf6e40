namespace Assay.Scoring.Pairs;

/// <summary>In which order a judge is shown the two outputs of a pair. It is always asked in both.</summary>
internal enum PairOrder
{
    /// <summary>The response's own output first.</summary>
    Original = 0,

    /// <summary>The other one first.</summary>
    Swapped = 1,
}
