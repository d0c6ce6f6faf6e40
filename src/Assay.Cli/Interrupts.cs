using System.Runtime.InteropServices;

namespace Assay.Cli;

/// <summary>Ctrl-C once: finish what is in flight; after a grace period, or twice: leave it owed.</summary>
internal sealed class Interrupts : IDisposable
{
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(20);

    private readonly CancellationTokenSource _stop = new();
    private readonly CancellationTokenSource _abort = new();
    private readonly PosixSignalRegistration[] _registrations;
    private readonly string _notice;

    /// <param name="notice">Said when the first signal comes.</param>
    public Interrupts(string notice = "stopping: finishing what is in flight (once more: leave it owed)")
    {
        _notice = notice;
        _registrations = [PosixSignalRegistration.Create(PosixSignal.SIGINT, Handle), PosixSignalRegistration.Create(PosixSignal.SIGTERM, Handle)];
    }

    public CancellationToken Stop => _stop.Token;

    public CancellationToken Abort => _abort.Token;

    public void Dispose()
    {
        foreach (PosixSignalRegistration registration in _registrations)
        {
            registration.Dispose();
        }

        _stop.Dispose();
        _abort.Dispose();
    }

    private void Handle(PosixSignalContext signal)
    {
        signal.Cancel = true;
        if (_stop.IsCancellationRequested)
        {
            _abort.Cancel();
            return;
        }

        Console.Error.WriteLine($"\nassay: {_notice}");
        _abort.CancelAfter(Grace);
        _stop.Cancel();
    }
}
