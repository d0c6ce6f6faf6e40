namespace Assay.Server.Telemetry;

/// <summary>What became of the spans and log records that arrived since the start, as far as they are no responses.</summary>
internal sealed class TelemetryCounts
{
    private long _ignored;
    private long _withoutAnswer;
    private long _withoutContent;

    public long Ignored => Volatile.Read(ref _ignored);

    public long WithoutAnswer => Volatile.Read(ref _withoutAnswer);

    public long WithoutContent => Volatile.Read(ref _withoutContent);

    public void Add(TelemetryBatch batch)
    {
        Interlocked.Add(ref _ignored, batch.Ignored);
        Interlocked.Add(ref _withoutAnswer, batch.WithoutAnswer);
        Interlocked.Add(ref _withoutContent, batch.WithoutContent.Count);
    }
}
