using Assay.Scoring.Running;
using Assay.Scoring.Serving;

namespace Assay.Server.Operation;

/// <summary>Whether the ledger can be written at this moment; asked of it once a second at most, however many want to know.</summary>
internal sealed class LedgerProbe(IServiceLedger ledger, TimeProvider clock)
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan KnownFor = TimeSpan.FromSeconds(1);

    private readonly Lock _asking = new();
    private Task<bool>? _answer;
    private long _askedAt;

    public Task<bool> IsWritableAsync()
    {
        lock (_asking)
        {
            if (_answer is null || (_answer.IsCompleted && clock.GetElapsedTime(_askedAt) >= KnownFor))
            {
                _askedAt = clock.GetTimestamp();
                _answer = AskAsync();
            }

            return _answer;
        }
    }

    private async Task<bool> AskAsync()
    {
        using var deadline = new CancellationTokenSource(Deadline, clock);
        try
        {
            // A write that waits for the file's lock does not hear of the deadline.
            await Task.Run(() => ledger.ProbeAsync(deadline.Token), deadline.Token).WaitAsync(deadline.Token);
            return true;
        }
        catch (Exception e) when (e is LedgerException or OperationCanceledException)
        {
            return false;
        }
    }
}
