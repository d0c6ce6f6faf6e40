namespace Assay.Cli.Gating.Targets;

/// <summary>Reads a stream to its end, unless it is longer than it may be.</summary>
internal static class BoundedReading
{
    /// <returns>Null where there is more.</returns>
    public static async Task<byte[]?> OfAsync(Stream stream, int most, CancellationToken cancellationToken)
    {
        using var read = new MemoryStream();
        byte[] buffer = new byte[1 << 14];
        while (await stream.ReadAsync(buffer, cancellationToken) is var length and > 0)
        {
            if (read.Length + length > most)
            {
                return null;
            }

            read.Write(buffer, 0, length);
        }

        return read.ToArray();
    }
}
