using Google.Protobuf.Reflection;

namespace Assay.Server.Telemetry.Wire;

/// <summary>
/// Walks the frame of a protobuf body before it is parsed. Two bytes can stand for an object of sixty, so a body that is
/// small enough to be received may still be too large to be held.
/// </summary>
internal static class MessageLimits
{
    public const int MostMessages = 1_000_000;

    /// <summary>What the parser takes at most; deeper bodies would end there with a less clear message.</summary>
    public const int DeepestNesting = 100;

    public static void Check(ReadOnlySpan<byte> body, MessageDescriptor type)
    {
        int messages = 0;
        Walk(body, type, depth: 1, ref messages);
    }

    private static void Walk(ReadOnlySpan<byte> bytes, MessageDescriptor type, int depth, ref int messages)
    {
        if (++messages > MostMessages)
        {
            throw new OtlpFormatException($"The body holds more than {MostMessages} spans, attributes and values; send smaller batches.");
        }

        if (depth > DeepestNesting)
        {
            throw new OtlpFormatException($"The body is nested deeper than {DeepestNesting} levels.");
        }

        while (!bytes.IsEmpty)
        {
            ulong tag = Varint(ref bytes);
            int length = (tag & 7) switch
            {
                0 => VarintLength(bytes),
                1 => sizeof(ulong),
                2 => (int)Math.Min(Varint(ref bytes), int.MaxValue),
                5 => sizeof(uint),
                _ => throw NotProtobuf(),
            };
            if (length > bytes.Length)
            {
                throw NotProtobuf();
            }

            if ((tag & 7) == 2 && (tag >> 3) <= int.MaxValue && type.FindFieldByNumber((int)(tag >> 3)) is { FieldType: FieldType.Message } field)
            {
                Walk(bytes[..length], field.MessageType, depth + 1, ref messages);
            }

            bytes = bytes[length..];
        }
    }

    private static int VarintLength(ReadOnlySpan<byte> bytes)
    {
        ReadOnlySpan<byte> rest = bytes;
        Varint(ref rest);
        return bytes.Length - rest.Length;
    }

    private static ulong Varint(ref ReadOnlySpan<byte> bytes)
    {
        ulong value = 0;
        for (int i = 0; i < bytes.Length && i < 10; i++)
        {
            value |= (ulong)(bytes[i] & 0x7f) << (7 * i);
            if (bytes[i] < 0x80)
            {
                bytes = bytes[(i + 1)..];
                return value;
            }
        }

        throw NotProtobuf();
    }

    private static OtlpFormatException NotProtobuf() => new("The body is not OTLP protobuf: it ends too early, or its bytes are something else.");
}
