using System.Buffers.Text;

namespace Assay.Storage.Sqlite.Outbound;

/// <summary>Where a verdict stands in the ledger, as text: <c>response_key/judge_version_key</c>.</summary>
internal static class VerdictPlace
{
    /// <summary>In bytes.</summary>
    public const int Longest = 41;

    /// <returns>The part of the buffer that was written.</returns>
    public static ReadOnlySpan<byte> Write(Span<byte> buffer, long response, long judgeVersion)
    {
        Utf8Formatter.TryFormat(response, buffer, out int length);
        buffer[length++] = (byte)'/';
        Utf8Formatter.TryFormat(judgeVersion, buffer[length..], out int more);
        return buffer[..(length + more)];
    }

    public static (long Response, long JudgeVersion) Read(ReadOnlySpan<byte> text)
    {
        if (Utf8Parser.TryParse(text, out long response, out int length) && length < text.Length && Utf8Parser.TryParse(text[(length + 1)..], out long version, out _))
        {
            return (response, version);
        }

        throw new FormatException("a message of the outbox names no verdict");
    }
}
