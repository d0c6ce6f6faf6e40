namespace Assay.Server.Intake;

/// <summary>Bounds the requests that are read and saved at the same time, by their bytes: beyond it they are refused before anything of them is read.</summary>
internal sealed class Admission
{
    private const long MostBytes = 8L * 1024 * 1024;

    // Of a body whose length is not told, and of what is read from a small one.
    private const long Unknown = 256 * 1024;
    private const long Least = 4 * 1024;

    private long _bytes;

    /// <summary>Null where there is no room.</summary>
    public Place? TryEnter(long? length)
    {
        long bytes = Math.Max(Least, length ?? Unknown);
        long before = Interlocked.Add(ref _bytes, bytes) - bytes;
        // Whatever its size, a request is let in where nothing else is.
        if (before > 0 && before + bytes > MostBytes)
        {
            Interlocked.Add(ref _bytes, -bytes);
            return null;
        }

        return new Place(this, bytes);
    }

    public sealed class Place(Admission admission, long bytes) : IDisposable
    {
        public void Dispose() => Interlocked.Add(ref admission._bytes, -bytes);
    }
}
