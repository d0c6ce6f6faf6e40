namespace Assay.Scoring.Judging;

/// <summary>Where a verdict came from. With several questions, the dearest of them counts.</summary>
public enum VerdictOrigin
{
    /// <summary>A call was made for it, or none was needed.</summary>
    Call = 0,

    /// <summary>The same question was being asked at the same time: that call's reply was shared.</summary>
    Shared = 1,

    /// <summary>The same question was answered before.</summary>
    Cache = 2,

    /// <summary>A batch brought it.</summary>
    Batch = 3,
}
