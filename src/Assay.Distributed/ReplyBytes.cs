using System.Buffers;
using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Unicode;
using Assay.Scoring.Caching;

namespace Assay.Distributed;

/// <summary>
/// A reply as the bytes of a value: mark, three numbers, two short texts, the reply itself. What other bytes are found under our
/// names is no reply.
/// </summary>
internal static class ReplyBytes
{
    private const uint Mark = 0x31595341; // "ASY1"
    private const int NumbersEnd = 4 + (3 * 8);
    private const int MostShortBytes = 250;
    private const byte Absent = 255;
    private const byte TextIsUtf8 = 8;
    private const byte TextIsUtf16 = 16;

    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    public static byte[] Write(CachedReply reply)
    {
        byte[] buffer = ArrayPool<byte>.Shared.Rent(NumbersEnd + (2 * (1 + MostShortBytes)) + 1 + Encoding.UTF8.GetMaxByteCount(reply.Text.Length));
        BinaryPrimitives.WriteUInt32LittleEndian(buffer, Mark);
        BinaryPrimitives.WriteInt64LittleEndian(buffer.AsSpan(4), reply.SavedAt.ToUnixTimeMilliseconds());
        BinaryPrimitives.WriteInt64LittleEndian(buffer.AsSpan(12), reply.ExpiresAt.ToUnixTimeMilliseconds());
        BinaryPrimitives.WriteInt64LittleEndian(buffer.AsSpan(20), NanoUsd(reply.CostUsd));
        int end = WriteShort(buffer, NumbersEnd, reply.JudgeVersion);
        end = WriteShort(buffer, end, reply.Model);
        // Half of a surrogate pair has no UTF-8; a reply that holds one is kept as the characters it came in.
        bool whole = Utf8.FromUtf16(reply.Text, buffer.AsSpan(end + 1), out _, out int written, replaceInvalidSequences: false) == OperationStatus.Done;
        buffer[end++] = whole ? TextIsUtf8 : TextIsUtf16;
        if (!whole)
        {
            ReadOnlySpan<byte> characters = MemoryMarshal.AsBytes(reply.Text.AsSpan());
            characters.CopyTo(buffer.AsSpan(end));
            written = characters.Length;
        }

        byte[] value = buffer.AsSpan(0, end + written).ToArray();
        ArrayPool<byte>.Shared.Return(buffer);
        return value;
    }

    public static CachedReply? Read(byte[]? value)
    {
        if (!TryReadStart(value, out CachedReply head, out int end))
        {
            return null;
        }

        try
        {
            if (!TryReadShort(value, end, out string? model, out end) || end >= value!.Length)
            {
                return null;
            }

            ReadOnlySpan<byte> text = value.AsSpan(end + 1);
            return value[end] switch
            {
                TextIsUtf8 => head with { Model = model, Text = Strict.GetString(text) },
                TextIsUtf16 when text.Length % 2 == 0 => head with { Model = model, Text = new string(MemoryMarshal.Cast<byte, char>(text)) },
                _ => null,
            };
        }
        catch (DecoderFallbackException)
        {
            return null;
        }
    }

    /// <summary>All but model and text: what an account needs.</summary>
    public static bool TryReadHead(byte[]? value, out CachedReply head) => TryReadStart(value, out head, out _);

    private static bool TryReadStart(byte[]? value, out CachedReply head, out int end)
    {
        head = null!;
        end = 0;
        if (value is null || value.Length <= NumbersEnd || BinaryPrimitives.ReadUInt32LittleEndian(value) != Mark
            || !TryTime(value.AsSpan(4), out DateTimeOffset savedAt) || !TryTime(value.AsSpan(12), out DateTimeOffset expiresAt))
        {
            return false;
        }

        long cost = BinaryPrimitives.ReadInt64LittleEndian(value.AsSpan(20));
        try
        {
            if (cost < 0 || !TryReadShort(value, NumbersEnd, out string? judgeVersion, out end) || judgeVersion is null)
            {
                return false;
            }

            head = new CachedReply { Text = "", JudgeVersion = judgeVersion, CostUsd = cost / 1_000_000_000m, SavedAt = savedAt, ExpiresAt = expiresAt };
            return true;
        }
        catch (DecoderFallbackException)
        {
            return false;
        }
    }

    private static long NanoUsd(decimal usd) => (long)Math.Clamp(decimal.Ceiling(usd * 1_000_000_000m), 0, long.MaxValue);

    private static bool TryTime(ReadOnlySpan<byte> bytes, out DateTimeOffset time)
    {
        long milliseconds = BinaryPrimitives.ReadInt64LittleEndian(bytes);
        bool isTime = milliseconds >= DateTimeOffset.MinValue.ToUnixTimeMilliseconds() && milliseconds <= DateTimeOffset.MaxValue.ToUnixTimeMilliseconds();
        time = isTime ? DateTimeOffset.FromUnixTimeMilliseconds(milliseconds) : default;
        return isTime;
    }

    /// <summary>Cut to what a length byte can say: a name that long tells nobody more.</summary>
    private static int WriteShort(byte[] buffer, int at, string? text)
    {
        if (text is null)
        {
            buffer[at] = Absent;
            return at + 1;
        }

        Utf8.FromUtf16(text, buffer.AsSpan(at + 1, MostShortBytes), out _, out int written);
        buffer[at] = (byte)written;
        return at + 1 + written;
    }

    private static bool TryReadShort(byte[]? value, int at, out string? text, out int end)
    {
        text = null;
        end = at + 1;
        if (value is null || at >= value.Length)
        {
            return false;
        }

        int length = value[at];
        if (length == Absent)
        {
            return true;
        }

        if (length > MostShortBytes || end + length > value.Length)
        {
            return false;
        }

        text = Strict.GetString(value, end, length);
        end += length;
        return true;
    }
}
