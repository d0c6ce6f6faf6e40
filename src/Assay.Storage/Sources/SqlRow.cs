using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace Assay.Storage.Sources;

/// <summary>One row of a query.</summary>
/// <param name="Cursor">Null where it has no place in the order, such as <c>infinity</c>.</param>
/// <param name="Id">Null where the row has none.</param>
/// <param name="Json">The record that the row stands for.</param>
/// <param name="Problem">Why it is none.</param>
internal sealed record SqlRow(SqlValue? Cursor, SqlValue? Id, ReadOnlyMemory<byte> Json, RowProblem? Problem)
{
    /// <summary>The same for a row that is read again unchanged, and for no other.</summary>
    public ulong Hash()
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(Encoding.UTF8.GetBytes($"{Cursor?.Written}\n{Id?.Written}\n"));
        hash.AppendData(Json.Span);
        return BinaryPrimitives.ReadUInt64BigEndian(hash.GetHashAndReset());
    }
}

/// <summary>What is wrong with a row, and how to mend it.</summary>
internal sealed record RowProblem(string Problem, string Remedy);

/// <summary>Rows in order.</summary>
/// <param name="HasMore">Whether rows may follow.</param>
/// <param name="Highest">The highest cursor there is, where a look has begun that takes more than this page.</param>
internal sealed record SqlPage(IReadOnlyList<SqlRow> Rows, bool HasMore, SqlValue? Highest);
