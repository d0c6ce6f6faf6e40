namespace Assay.Server.Telemetry.Calls;

/// <summary>Times as OTLP writes them: nanoseconds since 1970, 0 for none.</summary>
internal static class UnixNanoseconds
{
    private const ulong PerTick = 100;

    public static DateTimeOffset? ToTime(ulong nanoseconds) =>
        nanoseconds == 0 ? null : DateTimeOffset.UnixEpoch.AddTicks((long)(nanoseconds / PerTick));

    public static TimeSpan? Between(ulong start, ulong end) =>
        start == 0 || end < start ? null : TimeSpan.FromTicks((long)((end - start) / PerTick));
}
