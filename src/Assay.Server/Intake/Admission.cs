namespace Assay.Server.Intake;

/// <summary>Bounds the requests that are read and saved at the same time, by their bytes once unpacked: beyond it they are refused before more of them is read.</summary>
internal sealed class Admission
{
    /// <summary>Some twenty batches of 200 KB: on a busy machine, reading more at a time makes each of them wait for the others.</summary>
    private const long MostBytes = 4L * 1024 * 1024;

    // Of a body whose length is not told, and of what is read from a small one.
    private const long Unknown = 256 * 1024;
    private const long Least = 4 * 1024;

    private long _bytes;

    /// <summary>Null where there is no room.</summary>
    /// <param name="length">As told by the sender; null where it is not.</param>
    /// <param name="limit">What is not read at all takes no room.</param>
    public Place? TryEnter(long? length, long limit)
    {
        long bytes = length > limit ? Least : Math.Max(Least, length ?? Unknown);
        return TryTake(bytes) ? new Place(this, bytes) : null;
    }

    /// <summary>Whatever its size, a request is let in where nothing else is.</summary>
    private bool TryTake(long bytes, long own = 0)
    {
        long before = Interlocked.Add(ref _bytes, bytes) - bytes;
        if (before > own && before + bytes > MostBytes)
        {
            Interlocked.Add(ref _bytes, -bytes);
            return false;
        }

        return true;
    }

    public sealed class Place(Admission admission, long bytes) : IDisposable
    {
        private long _own = bytes;

        /// <summary>For what turned out larger than it was told to be. False where there is no room for that.</summary>
        public bool TryGrowTo(long size)
        {
            long more = size - _own;
            if (more <= 0)
            {
                return true;
            }

            if (!admission.TryTake(more, _own))
            {
                return false;
            }

            _own = size;
            return true;
        }

        public void Dispose() => Interlocked.Add(ref admission._bytes, -_own);
    }
}
