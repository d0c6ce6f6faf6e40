using System.Buffers;

namespace Assay.Providers.Http;

/// <summary>Bytes in an array from a pool, written at the end. Disposing it gives the array back.</summary>
internal sealed class PooledBuffer(int capacity) : IBufferWriter<byte>, IDisposable
{
    // The shared pool keeps some dozens of arrays of a size; with a thousand calls under way nearly each would get a new one.
    private static readonly ArrayPool<byte> Pool = ArrayPool<byte>.Create(maxArrayLength: 1024 * 1024, maxArraysPerBucket: 1024);

    private byte[] _array = Pool.Rent(capacity);

    public int Length { get; private set; }

    public int Capacity => _array.Length;

    public ReadOnlyMemory<byte> Memory => _array.AsMemory(0, Length);

    public ReadOnlySpan<byte> Span => _array.AsSpan(0, Length);

    /// <summary>The written bytes as an array segment, for APIs that take an array.</summary>
    public ArraySegment<byte> Segment => new(_array, 0, Length);

    public void Advance(int count) => Length += count;

    public Memory<byte> GetMemory(int sizeHint = 0)
    {
        Ensure(sizeHint);
        return _array.AsMemory(Length);
    }

    public Span<byte> GetSpan(int sizeHint = 0)
    {
        Ensure(sizeHint);
        return _array.AsSpan(Length);
    }

    /// <summary>Gives up the array without returning it to the pool, for when somebody may still be reading it.</summary>
    public void Abandon()
    {
        _array = [];
        Length = 0;
    }

    public void Dispose()
    {
        if (_array.Length > 0)
        {
            Pool.Return(_array);
        }

        Abandon();
    }

    private void Ensure(int sizeHint)
    {
        int needed = Math.Max(sizeHint, 1);
        if (_array.Length - Length >= needed)
        {
            return;
        }

        byte[] larger = Pool.Rent(Math.Max(checked(Length + needed), 2 * _array.Length));
        Span.CopyTo(larger);
        Pool.Return(_array);
        _array = larger;
    }
}
