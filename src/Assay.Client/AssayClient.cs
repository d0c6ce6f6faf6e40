using Assay.Client.Sending;

namespace Assay.Client;

/// <summary>
/// Sends responses to an Assay service in the background. What the service does or does not do never delays the application
/// nor reaches it as an exception: what waits is bounded, and what finds no room is dropped and counted.
/// </summary>
public sealed class AssayClient : IAsyncDisposable
{
    private readonly AssayClientOptions _options;
    private readonly ClientCounts _counts = new();
    private readonly ResponseBuffer _buffer;
    private readonly ServiceConnection _service;
    private readonly SendLoop _loop;
    private readonly Lazy<Task> _sending;
    private int _isDisposed;

    /// <summary>Nothing runs and no connection is made before the first response.</summary>
    /// <exception cref="ArgumentException">An option is out of its range.</exception>
    public AssayClient(AssayClientOptions? options = null)
    {
        _options = (options ?? new AssayClientOptions()).Checked();
        _buffer = new ResponseBuffer(_options);
        _service = new ServiceConnection(_options);
        _loop = new SendLoop(_buffer, _service, new RetryPolicy(_options.Random), _counts, _options.Clock);
        _sending = new Lazy<Task>(StartApart);
    }

    public AssayClientStatus Status => _counts.Snapshot(_buffer.Count);

    internal TimeProvider Clock => _options.Clock;

    internal ClientCounts Counts => _counts;

    /// <summary>Lays a response in the buffer: a copy in memory, no waiting, no network.</summary>
    /// <returns>False where it will not be sent; <see cref="Status"/> counts it and says why.</returns>
    public bool TrySend(AssayResponse response)
    {
        ArgumentNullException.ThrowIfNull(response);
        if (RecordWriter.TryWrite(response, _options.Release, _options.Clock, out QueuedResponse queued) is { } fault)
        {
            _counts.AddRejected(1, fault);
            return false;
        }

        if (_buffer.TryAdd(queued) is { } full)
        {
            _counts.AddDropped(1, full);
            return false;
        }

        _counts.AddQueued(1);
        _ = _sending.Value;
        return true;
    }

    /// <summary>Waits until everything given so far was sent, rejected or dropped, and sends without waiting for full batches meanwhile.</summary>
    /// <param name="cancellationToken">Ends the waiting, not the sending.</param>
    public Task FlushAsync(CancellationToken cancellationToken = default) => _buffer.FlushAsync(cancellationToken);

    /// <summary>Takes nothing more, and sends what waits for as long as <see cref="AssayClientOptions.GraceOnDispose"/> allows. The rest is counted as dropped.</summary>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _isDisposed, 1) != 0)
        {
            return;
        }

        _buffer.Close();
        if (_sending.IsValueCreated || _buffer.Count > 0)
        {
            using var done = new CancellationTokenSource();
            _loop.Close();
            Task sending = _sending.Value;
            await Task.WhenAny(sending, Task.Delay(_options.GraceOnDispose, _options.Clock, done.Token));
            await done.CancelAsync();
            _loop.Stop();
            await sending;
        }

        _loop.Dispose();
        _service.Dispose();
        _counts.Dispose();
    }

    /// <summary>The first response is sent from within some request of the application, whose trace and other context are not the loop's.</summary>
    private Task StartApart()
    {
        if (ExecutionContext.IsFlowSuppressed())
        {
            return Task.Run(_loop.RunAsync);
        }

        using (ExecutionContext.SuppressFlow())
        {
            return Task.Run(_loop.RunAsync);
        }
    }
}
