using System.Buffers;

namespace Assay.Collecting.Files;

/// <summary>Counts the records of a text at the speed of reading it, without looking into them.</summary>
internal static class LineCount
{
    private const int BufferSize = 256 * 1024;

    /// <summary>Lines that are not blank.</summary>
    /// <param name="quoted">Whether a line break between quotation marks belongs to the line.</param>
    public static async Task<long> OfAsync(Stream stream, CancellationToken cancellationToken, bool quoted = false)
    {
        byte[] buffer = ArrayPool<byte>.Shared.Rent(BufferSize);
        try
        {
            Tally tally = new(quoted);
            while (await stream.ReadAsync(buffer, cancellationToken) is > 0 and int read)
            {
                tally.Add(buffer.AsSpan(0, read));
            }

            return tally.Total;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private sealed class Tally(bool quoted)
    {
        private long ended;
        private bool hasText;
        private bool inQuotes;

        public long Total => hasText ? ended + 1 : ended;

        public void Add(ReadOnlySpan<byte> bytes)
        {
            while (bytes.IndexOf((byte)'\n') is >= 0 and int at)
            {
                Continue(bytes[..at]);
                if (!inQuotes)
                {
                    ended += hasText ? 1 : 0;
                    hasText = false;
                }

                bytes = bytes[(at + 1)..];
            }

            Continue(bytes);
        }

        private void Continue(ReadOnlySpan<byte> part)
        {
            hasText |= part.ContainsAnyExcept(" \t\r"u8);
            inQuotes ^= quoted && part.Count((byte)'"') % 2 == 1;
        }
    }
}
