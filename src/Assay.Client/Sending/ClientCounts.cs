using System.Diagnostics.Metrics;

namespace Assay.Client.Sending;

/// <summary>What became of the responses, for <see cref="AssayClient.Status"/> and as metrics of the meter <c>Assay.Client</c>.</summary>
internal sealed class ClientCounts : IDisposable
{
    public const string MeterName = "Assay.Client";

    private readonly Counter<long> _sentCounter;
    private readonly Counter<long> _droppedCounter;
    private readonly Counter<long> _rejectedCounter;
    private readonly UpDownCounter<long> _queuedCounter;
    private long _sent;
    private long _dropped;
    private long _rejected;
    private volatile bool _isPaused;
    private volatile string? _lastError;
    private volatile string? _lastRejection;

    public ClientCounts()
    {
        const string Unit = "{response}";
        _sentCounter = Meter.CreateCounter<long>("assay.client.sent", Unit, "Responses that the service has.");
        _droppedCounter = Meter.CreateCounter<long>("assay.client.dropped", Unit, "Responses that found no room or no time.");
        _rejectedCounter = Meter.CreateCounter<long>("assay.client.rejected", Unit, "Responses that the service or its limits refused.");
        _queuedCounter = Meter.CreateUpDownCounter<long>("assay.client.queued", Unit, "Responses that wait or are being sent.");
    }

    public Meter Meter { get; } = new(MeterName);

    public bool IsPaused
    {
        get => _isPaused;
        set => _isPaused = value;
    }

    public void AddQueued(int change) => _queuedCounter.Add(change);

    public void AddSent(int count)
    {
        Interlocked.Add(ref _sent, count);
        _sentCounter.Add(count);
    }

    public void AddDropped(int count, string reason)
    {
        _lastError = reason;
        Interlocked.Add(ref _dropped, count);
        _droppedCounter.Add(count);
    }

    public void AddRejected(int count, string reason)
    {
        _lastRejection = reason;
        Interlocked.Add(ref _rejected, count);
        _rejectedCounter.Add(count);
    }

    public void Note(string trouble) => _lastError = trouble;

    public AssayClientStatus Snapshot(int queued) => new(
        queued, Interlocked.Read(ref _sent), Interlocked.Read(ref _dropped), Interlocked.Read(ref _rejected), _isPaused, _lastError, _lastRejection);

    public void Dispose() => Meter.Dispose();
}
