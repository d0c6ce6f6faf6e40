using System.Buffers;
using System.Globalization;
using System.Text.Json;
using Assay.Server.Telemetry.Wire;
using Google.Protobuf;

namespace Assay.Server.Telemetry;

/// <summary>Writes the body of an answer, in the encoding of the request.</summary>
internal static class OtlpAnswer
{
    /// <param name="rejected">Spans, log records or data points that were not taken; their sender must not send them again.</param>
    /// <param name="message">Why, or a warning where all were taken.</param>
    public static byte[] Accepted(OtlpEncoding encoding, OtlpSignal signal, long rejected, string? message)
    {
        bool complete = rejected == 0 && string.IsNullOrEmpty(message);
        if (encoding == OtlpEncoding.Json)
        {
            return Json(json =>
            {
                if (!complete)
                {
                    json.WriteStartObject("partialSuccess");
                    json.WriteString(RejectedName(signal), rejected.ToString(CultureInfo.InvariantCulture));
                    json.WriteString("errorMessage", message ?? "");
                    json.WriteEndObject();
                }
            });
        }

        ExportAnswer answer = complete ? new() : new() { PartialSuccess = new() { Rejected = rejected, ErrorMessage = message ?? "" } };
        return answer.ToByteArray();
    }

    /// <param name="code">A gRPC status code: 3 is an invalid argument, 8 a limit that was reached, 14 unavailable.</param>
    public static byte[] Failed(OtlpEncoding encoding, int code, string message) =>
        encoding == OtlpEncoding.Protobuf
            ? new RpcStatus { Code = code, Message = message }.ToByteArray()
            : Json(json =>
            {
                json.WriteNumber("code", code);
                json.WriteString("message", message);
            });

    private static string RejectedName(OtlpSignal signal) => signal switch
    {
        OtlpSignal.Traces => "rejectedSpans",
        OtlpSignal.Logs => "rejectedLogRecords",
        _ => "rejectedDataPoints",
    };

    private static byte[] Json(Action<Utf8JsonWriter> write)
    {
        ArrayBufferWriter<byte> bytes = new();
        using (Utf8JsonWriter json = new(bytes))
        {
            json.WriteStartObject();
            write(json);
            json.WriteEndObject();
        }

        return bytes.WrittenSpan.ToArray();
    }
}
