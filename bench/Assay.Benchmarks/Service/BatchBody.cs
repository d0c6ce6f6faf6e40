using System.Globalization;
using System.Text;

namespace Assay.Benchmarks.Service;

/// <summary>The body of a request with 100 responses of 2 KB each; every request gets ids of its own.</summary>
internal sealed class BatchBody
{
    public const int Responses = 100;
    private const int Size = 2_048;
    private const int Digits = 12;

    private static long _next = 1;

    private readonly byte[] _body;
    private readonly int[] _ids;

    public BatchBody()
    {
        var text = new StringBuilder();
        var ids = new List<int>();
        var words = new Random(7);
        for (int i = 0; i < Responses; i++)
        {
            int start = text.Length;
            text.Append("{\"id\":\"");
            ids.Add(text.Length);
            text.Append(new string('0', Digits)).Append("\",\"route\":\"delivery\",\"release\":\"2.4.1\",\"input\":\"How long does delivery take to ").Append(words.Next(10_000)).Append("?\",\"output\":\"");
            while (text.Length - start < Size - 4)
            {
                text.Append("word").Append(words.Next(1_000)).Append(' ');
            }

            text.Append("\"}\n");
        }

        _body = Encoding.ASCII.GetBytes(text.ToString());
        _ids = [.. ids];
    }

    /// <summary>Valid until the next call.</summary>
    public ReadOnlyMemory<byte> Next()
    {
        long first = Interlocked.Add(ref _next, Responses);
        for (int i = 0; i < Responses; i++)
        {
            (first + i).TryFormat(_body.AsSpan(_ids[i], Digits), out _, "D12", CultureInfo.InvariantCulture);
        }

        return _body;
    }
}
