namespace Assay.Storage;

/// <summary>What came of owing a judge a response that was received before.</summary>
internal enum Owed
{
    Unchanged,

    /// <summary>It is owed now, and was not offered to the service before.</summary>
    Newly,

    /// <summary>It cannot be judged, because its texts were not kept.</summary>
    NotWithoutText,
}
