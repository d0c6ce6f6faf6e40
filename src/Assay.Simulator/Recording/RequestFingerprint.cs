using System.Buffers;
using System.Security.Cryptography;
using System.Text;
using Assay.Simulator.Chat;
using Assay.Simulator.Judging.Items;

namespace Assay.Simulator.Recording;

/// <summary>Makes a log line of a request and its answer.</summary>
internal static class RequestFingerprint
{
    private const int ShaBytes = 8;

    public static RequestRecord Record(ChatRequest request, Answer answer, long number, DateTimeOffset receivedAt, string path)
    {
        var isRead = request.Messages.Count > 0;
        return new RequestRecord(
            number,
            receivedAt,
            path,
            request.Model.Length > 0 ? request.Model : null,
            answer.Status,
            answer.Fault,
            isRead ? Sha(request.Text) : null,
            isRead ? RequestItem.Of(ItemFinder.Find(request)) : null,
            answer.Tokens);
    }

    private static string Sha(ReadOnlySpan<char> text)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(Encoding.UTF8.GetMaxByteCount(text.Length));
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        var length = Encoding.UTF8.GetBytes(text, buffer);
        SHA256.HashData(buffer.AsSpan(0, length), hash);
        ArrayPool<byte>.Shared.Return(buffer);
        return Convert.ToHexStringLower(hash[..ShaBytes]);
    }
}
