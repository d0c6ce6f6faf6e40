namespace Assay.Collecting.Intake;

/// <summary>What became of a request.</summary>
public abstract record IntakeResult
{
    private IntakeResult()
    {
    }

    /// <summary>Saved for good: one receipt per response, in their order.</summary>
    public sealed record Taken(IReadOnlyList<Receipt> Receipts) : IntakeResult
    {
        /// <summary>Records of the request that were not taken in: what could not be read, and what must not be stored.</summary>
        public IReadOnlyList<RejectedRecord> Rejected { get; init; } = [];
    }

    /// <summary>The same request came before; nothing was changed.</summary>
    /// <param name="Status">What was answered then, as an HTTP status and a body.</param>
    public sealed record Repeated(int Status, byte[] Answer) : IntakeResult;

    /// <summary>Another request came before under the same key; nothing was changed.</summary>
    public sealed record KeyTaken : IntakeResult;

    /// <summary>More waits to be saved than can be saved soon; nothing was changed, and it may be sent again.</summary>
    public sealed record Overloaded : IntakeResult;
}

public readonly record struct Receipt(string Id, ReceiptKind Kind);

public enum ReceiptKind
{
    Accepted,

    /// <summary>The ledger holds the same response under this id.</summary>
    Known,

    /// <summary>The ledger holds another response under this id; this one was not saved.</summary>
    IdTaken,
}
