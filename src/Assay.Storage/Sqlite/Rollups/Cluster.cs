using System.Buffers.Binary;
using System.Numerics;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Assay.Collecting;
using Assay.Collecting.Records;

namespace Assay.Storage.Sqlite.Rollups;

/// <summary>Which responses belong together: those of one user, or of one session where no user is told.</summary>
internal static class Cluster
{
    private const int HighestLevel = 20;

    private static readonly string[] Fields = ["user", "session"];

    /// <summary>Null where neither is told.</summary>
    public static long? Of(Response response)
    {
        foreach (string field in Fields)
        {
            if (response.Metadata.TryGetValue(field, out JsonElement value) && value.ValueKind is JsonValueKind.String or JsonValueKind.Number)
            {
                string text = value.ValueKind == JsonValueKind.String ? LoneSurrogates.Replaced(value).GetString()! : value.GetRawText();
                Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
                SHA256.HashData(Encoding.UTF8.GetBytes($"{field} {text}"), hash);
                return BinaryPrimitives.ReadInt64BigEndian(hash);
            }
        }

        return null;
    }

    /// <summary>0 for half of all clusters, 1 for half of the others, and so on.</summary>
    public static int Level(long cluster) => Math.Min(HighestLevel, BitOperations.TrailingZeroCount(cluster));
}
