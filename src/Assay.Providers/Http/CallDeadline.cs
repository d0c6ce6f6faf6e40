namespace Assay.Providers.Http;

/// <summary>Breaks a call off when its time is over, or when its caller wants no more of it.</summary>
internal sealed class CallDeadline : IDisposable
{
    private readonly CancellationTokenSource _source;
    private readonly CancellationTokenRegistration _link;

    public CallDeadline(TimeSpan time, TimeProvider clock, CancellationToken caller)
    {
        Time = time;
        _source = new CancellationTokenSource(time, clock);
        _link = caller.UnsafeRegister(static source => ((CancellationTokenSource)source!).Cancel(), _source);
    }

    public TimeSpan Time { get; }

    public CancellationToken Token => _source.Token;

    public bool HasPassed => _source.IsCancellationRequested;

    public void Dispose()
    {
        _link.Dispose();
        _source.Dispose();
    }
}
