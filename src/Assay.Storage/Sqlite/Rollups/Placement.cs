using System.Globalization;

namespace Assay.Storage.Sqlite.Rollups;

/// <summary>Where the figures of a response go: the hour in which it occurred, and the slices that it belongs to.</summary>
/// <param name="Hour">Since 1970 UTC.</param>
/// <param name="Slices">Without 0, which is all.</param>
/// <param name="IsRevised">Its id has other revisions, of which only the last one that a judge decided about counts.</param>
/// <param name="Cluster">The responses that it belongs together with; null: it stands alone.</param>
internal readonly record struct Placement(long Hour, IReadOnlyList<long> Slices, bool IsRevised, long? Cluster)
{
    public string SlicesJson => $"[{string.Join(',', Slices.Select(s => s.ToString(CultureInfo.InvariantCulture)))}]";

    /// <param name="column">Where hour, slices, is_revised and cluster begin.</param>
    public static Placement Read(Statement row, int column)
    {
        ReadOnlySpan<byte> json = row.Bytes(column + 1);
        var slices = new List<long>();
        long key = 0;
        foreach (byte digit in json[1..])
        {
            if (digit is >= (byte)'0' and <= (byte)'9')
            {
                key = (key * 10) + (digit - '0');
            }
            else if (key > 0)
            {
                slices.Add(key);
                key = 0;
            }
        }

        return new Placement(row.Long(column), slices, row.Long(column + 2) != 0, row.LongOrNull(column + 3));
    }
}
