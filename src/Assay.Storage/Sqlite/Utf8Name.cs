using System.Collections.Frozen;
using System.Text;
using Assay.Scoring.Judging;

namespace Assay.Storage.Sqlite;

/// <summary>The snake-case names of a closed list as the tables keep them, encoded once.</summary>
internal static class Utf8Name<T>
    where T : struct, Enum
{
    private static readonly FrozenDictionary<T, byte[]> Names = Enum.GetValues<T>().ToFrozenDictionary(v => v, v => Encoding.UTF8.GetBytes(v.ToSnakeCase()));

    public static ReadOnlySpan<byte> Of(T value) => Names[value];
}
