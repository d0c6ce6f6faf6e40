using System.Buffers;
using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using Assay.Scoring.Prompts;

namespace Assay.Scoring.Caching;

/// <summary>Makes the cache keys of one question of one judge version.</summary>
/// <param name="judgeVersion">16 hex digits.</param>
/// <param name="question">Its place in the judge, from 0.</param>
public sealed class QuestionKeys(string judgeVersion, int question)
{
    private readonly byte[] _judge = SHA256.HashData(Encoding.UTF8.GetBytes(FormattableString.Invariant($"{judgeVersion}/{question}")));

    private (string System, byte[] Hash) _lastSystem = ("", SHA256.HashData([]));

    /// <param name="repeat">Which of several samples of the same question, from 0: each is asked for by itself.</param>
    public CacheKey Of(Prompt prompt, int repeat = 0)
    {
        Span<byte> whole = stackalloc byte[3 * SHA256.HashSizeInBytes + sizeof(int)];
        _judge.CopyTo(whole);
        SystemHash(prompt.System).CopyTo(whole[SHA256.HashSizeInBytes..]);
        Span<byte> material = whole.Slice(2 * SHA256.HashSizeInBytes, SHA256.HashSizeInBytes);
        HashUser(prompt, material);
        BinaryPrimitives.WriteInt32BigEndian(whole[^sizeof(int)..], repeat);
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(whole, hash);
        return new CacheKey(BinaryPrimitives.ReadUInt128BigEndian(hash), BinaryPrimitives.ReadUInt64BigEndian(material));
    }

    /// <summary>Nearly always the same text, so its hash is kept.</summary>
    private byte[] SystemHash(string system)
    {
        (string System, byte[] Hash) last = _lastSystem;
        if (!ReferenceEquals(last.System, system))
        {
            _lastSystem = last = (system, SHA256.HashData(Encoding.UTF8.GetBytes(system)));
        }

        return last.Hash;
    }

    /// <summary>The boundary is drawn anew for every call and asks nothing, so it is left out: a zero byte stands for it.</summary>
    private static void HashUser(Prompt prompt, Span<byte> hash)
    {
        byte[] buffer = ArrayPool<byte>.Shared.Rent(Encoding.UTF8.GetMaxByteCount(prompt.User.Length));
        int length = 0;
        ReadOnlySpan<char> rest = prompt.User;
        while (prompt.Boundary.Length > 0 && rest.IndexOf(prompt.Boundary) is var at and >= 0)
        {
            length += Encoding.UTF8.GetBytes(rest[..at], buffer.AsSpan(length));
            buffer[length++] = 0;
            rest = rest[(at + prompt.Boundary.Length)..];
        }

        length += Encoding.UTF8.GetBytes(rest, buffer.AsSpan(length));
        SHA256.HashData(buffer.AsSpan(0, length), hash);
        ArrayPool<byte>.Shared.Return(buffer);
    }
}
