using System.Buffers;
using System.Text;

namespace Assay.Checking.Accounts;

/// <summary>A file that others append lines to: each reading gives the whole lines that have come since the last.</summary>
internal sealed class TailedFile(string path)
{
    private const int Chunk = 1 << 20;

    private readonly byte[] _buffer = new byte[Chunk];
    private readonly ArrayBufferWriter<byte> _rest = new();
    private long _position;

    public IEnumerable<string> NewLines()
    {
        if (!File.Exists(path))
        {
            yield break;
        }

        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0);
        file.Position = _position;
        while (file.Read(_buffer) is var read and > 0)
        {
            _position += read;
            int begin = 0;
            while (_buffer.AsSpan(begin, read - begin).IndexOf((byte)'\n') is >= 0 and var length)
            {
                _rest.Write(_buffer.AsSpan(begin, length));
                begin += length + 1;
                yield return Encoding.UTF8.GetString(_rest.WrittenSpan);
                _rest.ResetWrittenCount();
            }

            _rest.Write(_buffer.AsSpan(begin, read - begin));
        }
    }
}
