using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using Assay.Scoring.Caching;

namespace Assay.Storage;

/// <summary>What a cache may hold of an outcome, as ledgers keep it: 16 bytes for each question.</summary>
internal static class QuestionsColumn
{
    private static readonly int Size = Unsafe.SizeOf<UInt128>();

    /// <returns>Null where nothing was cached.</returns>
    public static byte[]? Write(IReadOnlyList<CacheKey> questions)
    {
        if (questions.Count == 0)
        {
            return null;
        }

        var bytes = new byte[questions.Count * Size];
        for (int i = 0; i < questions.Count; i++)
        {
            BinaryPrimitives.WriteUInt128BigEndian(bytes.AsSpan(i * Size), questions[i].Question);
        }

        return bytes;
    }

    public static IEnumerable<UInt128> Read(byte[] bytes)
    {
        for (int i = 0; i + Size <= bytes.Length; i += Size)
        {
            yield return BinaryPrimitives.ReadUInt128BigEndian(bytes.AsSpan(i));
        }
    }
}
