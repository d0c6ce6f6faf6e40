using Assay.Server.Telemetry.Calls;
using Assay.Server.Telemetry.Wire;

namespace Assay.Server.Telemetry;

/// <summary>Reads the body of an OTLP request, not compressed, as responses to judge.</summary>
internal static class OtlpReader
{
    /// <exception cref="OtlpFormatException">The bytes are not a request for traces.</exception>
    public static TelemetryBatch ReadTraces(ReadOnlySpan<byte> body, OtlpEncoding encoding)
    {
        TraceRequest request = encoding == OtlpEncoding.Protobuf
            ? ProtobufRequest.Read(body, TraceRequest.Parser)
            : JsonRequest.Read(body, JsonShapes.TraceRequest);
        return TraceReader.Read(request);
    }

    /// <exception cref="OtlpFormatException">The bytes are not a request for logs.</exception>
    public static TelemetryBatch ReadLogs(ReadOnlySpan<byte> body, OtlpEncoding encoding)
    {
        LogsRequest request = encoding == OtlpEncoding.Protobuf
            ? ProtobufRequest.Read(body, LogsRequest.Parser)
            : JsonRequest.Read(body, JsonShapes.LogsRequest);
        return LogReader.Read(request);
    }
}
