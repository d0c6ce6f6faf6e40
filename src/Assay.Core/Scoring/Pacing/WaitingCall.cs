namespace Assay.Scoring.Pacing;

/// <summary>One call that waits for its turn; completed with its lease.</summary>
internal sealed class WaitingCall : TaskCompletionSource<PacerLease>
{
    public WaitingCall(Pacer pacer, long estimatedTokens, Priority priority)
        : base(TaskCreationOptions.RunContinuationsAsynchronously)
    {
        Pacer = pacer;
        EstimatedTokens = estimatedTokens;
        Priority = priority;
        Place = new LinkedListNode<WaitingCall>(this);
    }

    public Pacer Pacer { get; }

    public long EstimatedTokens { get; }

    public Priority Priority { get; }

    public LinkedListNode<WaitingCall> Place { get; }
}
