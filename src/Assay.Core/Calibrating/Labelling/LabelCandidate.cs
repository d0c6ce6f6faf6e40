namespace Assay.Calibrating.Labelling;

/// <summary>A response that a judge version scored and whose texts are there: it may be drawn to be labelled.</summary>
/// <param name="Key">The ledger's number for the response.</param>
public sealed record LabelCandidate(long Key, string ResponseId, int Revision, DateTimeOffset ReceivedAt, DateTimeOffset DecidedAt, double Score)
{
    /// <summary>What it says in the field that is split by; null: nothing, or nothing is split by.</summary>
    public string? Slice { get; init; }

    /// <summary>How far other judges, or repeated samples of this one, are apart on a criterion that is asked, as a share of its scale; 0: they agree, or there are none.</summary>
    public double Spread { get; init; }

    /// <summary>An earlier queue of the judge has it, drawn with this probability.</summary>
    public double? DrawnWith { get; init; }
}
