using Google.Protobuf;

namespace Assay.Server.Telemetry.Calls;

/// <summary>Names a call by trace and span, so that it has the same name each time it is sent.</summary>
internal static class CallIds
{
    private const int TraceLength = 16;
    private const int SpanLength = 8;

    /// <summary>Empty where one of the two is missing or no id: of another length, or all zeros.</summary>
    public static string Of(ByteString trace, ByteString span) =>
        IsId(trace, TraceLength) && IsId(span, SpanLength)
            ? $"{Convert.ToHexStringLower(trace.Span)}-{Convert.ToHexStringLower(span.Span)}"
            : "";

    private static bool IsId(ByteString bytes, int length) => bytes.Length == length && bytes.Span.ContainsAnyExcept((byte)0);
}
