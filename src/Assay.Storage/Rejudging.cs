namespace Assay.Storage;

/// <summary>What a judge was owed of what was received before.</summary>
/// <param name="Owed">Verdicts that are owed and were not offered to a service before.</param>
/// <param name="WithoutTexts">Responses that cannot be judged, because their texts were not kept.</param>
public readonly record struct Rejudging(long Owed, long WithoutTexts)
{
    /// <summary>Why such a response is skipped.</summary>
    internal const string Why = "Its texts were not kept: content is off. Send it again to have it judged.";
}
