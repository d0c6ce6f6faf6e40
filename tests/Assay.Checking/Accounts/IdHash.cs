using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace Assay.Checking.Accounts;

/// <summary>64 bits for an id, so that tens of millions can be compared in memory; that two of them share one is a chance of one in 100,000.</summary>
internal static class IdHash
{
    public static ulong Of(string id)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(Encoding.UTF8.GetBytes(id), hash);
        return BinaryPrimitives.ReadUInt64LittleEndian(hash);
    }

    /// <summary>Ascending, repeats kept.</summary>
    public static List<ulong> Sorted(IEnumerable<string> ids)
    {
        var hashes = new List<ulong>();
        foreach (string id in ids)
        {
            hashes.Add(Of(id));
        }

        hashes.Sort();
        return hashes;
    }
}
