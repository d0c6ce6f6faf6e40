using System.Buffers;
using System.IO.Pipelines;

namespace Assay.Simulator.Http;

/// <summary>A request's body in one piece.</summary>
internal sealed class RequestBody
{
    private const int KeptBytes = 1 << 18;

    private byte[] bytes = new byte[8192];
    private int length;

    public ReadOnlyMemory<byte> Bytes => bytes.AsMemory(0, length);

    public void Clear()
    {
        length = 0;
        if (bytes.Length > KeptBytes)
        {
            bytes = new byte[8192];
        }
    }

    public void Set(ReadOnlySpan<byte> body)
    {
        if (body.Length > bytes.Length)
        {
            bytes = new byte[body.Length];
        }

        body.CopyTo(bytes);
        length = body.Length;
    }

    public async ValueTask ReadAsync(PipeReader reader, CancellationToken cancellationToken)
    {
        while (true)
        {
            var result = await reader.ReadAsync(cancellationToken);
            Append(result.Buffer);
            reader.AdvanceTo(result.Buffer.End);
            if (result.IsCompleted)
            {
                return;
            }
        }
    }

    private void Append(ReadOnlySequence<byte> part)
    {
        var needed = length + (int)part.Length;
        if (needed > bytes.Length)
        {
            Array.Resize(ref bytes, Math.Max(needed, (int)Math.Min(bytes.Length * 2L, Array.MaxLength)));
        }

        part.CopyTo(bytes.AsSpan(length));
        length = needed;
    }
}
