namespace Assay.Scoring.Pacing;

/// <summary>One call's slot at a provider, taken until it is disposed. Safe to use from any thread; only the first report and the first disposal count.</summary>
public sealed class PacerLease : IDisposable
{
    private readonly Pacer _pacer;

    internal PacerLease(Pacer pacer, in CallTicket call)
    {
        _pacer = pacer;
        Call = call;
    }

    internal CallTicket Call { get; }

    /// <summary>Written by the pacer, under its lock.</summary>
    internal bool IsReported { get; set; }

    /// <summary>Written by the pacer, under its lock.</summary>
    internal bool IsFree { get; set; }

    /// <summary>Tells how the call ended, at the moment it ended. The slot stays taken.</summary>
    public void Report(CallReport report) => _pacer.Report(this, report);

    /// <summary>Frees the slot. Without a report before, the call counts as never made.</summary>
    public void Dispose() => _pacer.Free(this);
}
