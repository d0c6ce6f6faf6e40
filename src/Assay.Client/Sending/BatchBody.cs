using System.IO.Compression;
using System.Net.Http.Headers;

namespace Assay.Client.Sending;

/// <summary>The body of a request: one record per line, packed where that is worth it.</summary>
internal static class BatchBody
{
    public const int PackedFrom = 4 * 1024;

    public static HttpContent Create(ReadOnlySpan<QueuedResponse> responses)
    {
        int size = 0;
        foreach (QueuedResponse response in responses)
        {
            size += response.Size;
        }

        bool isPacked = size >= PackedFrom;
        var target = new MemoryStream(isPacked ? size / 4 : size);
        if (isPacked)
        {
            using var gzip = new GZipStream(target, CompressionLevel.Fastest, leaveOpen: true);
            Write(responses, gzip);
        }
        else
        {
            Write(responses, target);
        }

        var content = new ByteArrayContent(target.GetBuffer(), 0, (int)target.Length);
        content.Headers.ContentType = new MediaTypeHeaderValue("application/x-ndjson");
        if (isPacked)
        {
            content.Headers.ContentEncoding.Add("gzip");
        }

        return content;
    }

    private static void Write(ReadOnlySpan<QueuedResponse> responses, Stream target)
    {
        foreach (QueuedResponse response in responses)
        {
            target.Write(response.Json);
            target.WriteByte((byte)'\n');
        }
    }
}
