using System.Text;
using Microsoft.Data.Sqlite;

namespace Assay.Checking.Ledger;

/// <summary>64 bits that differ when a bit of a row does.</summary>
internal static class BitDigest
{
    private const ulong Offset = 14695981039346656037;
    private const ulong Prime = 1099511628211;

    /// <summary>Of a row's columns from one on.</summary>
    public static ulong Of(SqliteDataReader row, int from)
    {
        ulong digest = Offset;
        for (int i = from; i < row.FieldCount; i++)
        {
            digest = row.GetValue(i) switch
            {
                long number => Add(digest, (ulong)number),
                double number => Add(digest, BitConverter.DoubleToUInt64Bits(number)),
                string text => Encoding.UTF8.GetBytes(text).Aggregate(Add(digest, (ulong)text.Length), (d, b) => Add(d, b)),
                _ => Add(digest, 0x4e554c4c),
            };
        }

        return digest;
    }

    public static ulong Add(ulong digest, ulong word)
    {
        ulong mixed = (digest ^ word) * Prime;
        return mixed ^ (mixed >> 29);
    }
}
