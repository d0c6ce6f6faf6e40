namespace Assay.Server.Telemetry;

/// <summary>How an OTLP request is written, and so its answer.</summary>
internal enum OtlpEncoding
{
    /// <summary><c>application/x-protobuf</c>.</summary>
    Protobuf,

    /// <summary><c>application/json</c>.</summary>
    Json,
}

/// <summary>What an OTLP request is about.</summary>
internal enum OtlpSignal
{
    Traces,
    Logs,
    Metrics,
}
