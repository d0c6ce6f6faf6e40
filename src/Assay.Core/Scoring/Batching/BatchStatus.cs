namespace Assay.Scoring.Batching;

/// <summary>Where a batch stands at its provider.</summary>
/// <param name="Id">The provider's.</param>
/// <param name="Error">Why the provider refused it as a whole, for people; null where it did not.</param>
public sealed record BatchStatus(string Id, BatchState State, string? Error = null)
{
    /// <summary>Requests that have a result of any kind, as far as the provider says.</summary>
    public int? Done { get; init; }

    /// <summary>Where its results are, in the client's own words; only of one that has ended.</summary>
    public IReadOnlyList<string> ResultPlaces { get; init; } = [];

    /// <summary>
    /// Ours, with which it was begun; null where the provider does not say. Who knows it sets it before reading results: those of
    /// another batch then keep a name that nobody asked for. Without it, what most results are named with tells.
    /// </summary>
    public string? Token { get; init; }
}

public enum BatchState
{
    /// <summary>The provider has it.</summary>
    Running,

    /// <summary>Cancelling was asked for, and has not come to its end.</summary>
    Cancelling,

    /// <summary>Nothing more will come: completed, expired, cancelled. What was answered until then can be read.</summary>
    Ended,

    /// <summary>Refused as a whole: nothing was answered, and nothing is charged.</summary>
    Refused,
}
