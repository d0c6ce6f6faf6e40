using System.IO.Compression;

namespace Assay.Collecting.Files;

/// <summary>Unpacks gzip and accepts its end only where the packed data really ends.</summary>
/// <remarks>
/// <see cref="GZipStream"/> ends in silence where a file is cut off. So a small gzip member of our own is fed to it
/// after the last byte: it comes out unharmed only if everything before it was complete.
/// </remarks>
public sealed class WholeGzipStream : ReadOnlyStream
{
    private static readonly byte[] Probe = [.. "whole to the last byte"u8];

    private readonly PackedStream packed;
    private readonly GZipStream unpacked;
    private bool ended;

    /// <param name="packed">Stays open.</param>
    public WholeGzipStream(Stream packed)
    {
        this.packed = new PackedStream(packed);
        unpacked = new GZipStream(this.packed, CompressionMode.Decompress, leaveOpen: true);
    }

    public static bool IsNamed(string file) => file.EndsWith(".gz", StringComparison.OrdinalIgnoreCase);

    /// <exception cref="InvalidDataException">Not gzip, damaged, or cut off.</exception>
    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (ended || buffer.IsEmpty)
        {
            return 0;
        }

        int read = await unpacked.ReadAsync(buffer, cancellationToken);
        if (read == 0)
        {
            ended = true;
            await EnsureWholeAsync(cancellationToken);
        }

        return read;
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            unpacked.Dispose();
            packed.Dispose();
        }

        base.Dispose(disposing);
    }

    private async Task EnsureWholeAsync(CancellationToken cancellationToken)
    {
        packed.Append(Pack(Probe));
        byte[] end = new byte[Probe.Length + 1];
        int read = await unpacked.ReadAtLeastAsync(end, end.Length, throwOnEndOfStream: false, cancellationToken);
        if (packed.WasEmpty || !end.AsSpan(0, read).SequenceEqual(Probe))
        {
            throw new InvalidDataException("The gzip data is cut off.");
        }
    }

    private static byte[] Pack(byte[] bytes)
    {
        using MemoryStream target = new();
        using (GZipStream gzip = new(target, CompressionLevel.Fastest))
        {
            gzip.Write(bytes);
        }

        return target.ToArray();
    }

    /// <summary>The packed file, and after its end what was appended.</summary>
    private sealed class PackedStream(Stream file) : ReadOnlyStream
    {
        private ReadOnlyMemory<byte> appended;

        public bool WasEmpty { get; private set; } = true;

        public void Append(ReadOnlyMemory<byte> bytes) => appended = bytes;

        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            if (appended.IsEmpty)
            {
                int read = await file.ReadAsync(buffer, cancellationToken);
                WasEmpty &= read == 0;
                return read;
            }

            int taken = Math.Min(buffer.Length, appended.Length);
            appended[..taken].CopyTo(buffer);
            appended = appended[taken..];
            return taken;
        }
    }
}
