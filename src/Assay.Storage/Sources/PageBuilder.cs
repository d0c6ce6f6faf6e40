using System.Text;
using System.Text.Unicode;
using Assay.Collecting.Records;

namespace Assay.Storage.Sources;

/// <summary>Collects the rows of a page, value by value, until they have enough bytes to go on their way.</summary>
internal sealed class PageBuilder(RowColumns columns, int limit) : IDisposable
{
    public const int LongestField = 1024 * 1024;

    private const long MostBytes = 32 * 1024 * 1024;

    private readonly RowJson json = new(columns.Fields);
    private readonly List<SqlRow> rows = [];
    private long bytes;
    private SqlValue? cursor;
    private SqlValue? id;
    private RowProblem? problem;

    public bool IsFull => rows.Count >= limit || bytes >= MostBytes;

    public void StartRow()
    {
        (cursor, id, problem) = (null, null, null);
        json.Start();
    }

    /// <summary>Takes the value of the cursor or of the id.</summary>
    public void Place(int column, SqlValue? value)
    {
        cursor = column == columns.Cursor ? value : cursor;
        id = column == columns.Id ? value : id;
    }

    public void Text(int column, string text) => Text(column, Encoding.UTF8.GetBytes(text));

    public void Text(int column, ReadOnlySpan<byte> utf8)
    {
        if (!Utf8.IsValid(utf8))
        {
            Reject($"\"{columns.Names[column]}\" is not UTF-8.", "Convert it in the query, or mend the row.");
        }
        else if (Fits(column, utf8.Length) && columns.IsPart(column))
        {
            json.Text(column, utf8);
        }
    }

    /// <summary>A number, true or false, a list or an object, as JSON.</summary>
    public void Value(int column, string value) => Value(column, Encoding.UTF8.GetBytes(value));

    public void Value(int column, ReadOnlySpan<byte> value)
    {
        if (Fits(column, value.Length) && columns.IsPart(column))
        {
            json.Value(column, value);
        }
    }

    public void Null(int column) => json.Null(column);

    /// <summary>False, and the row is rejected, where a value is longer than is taken.</summary>
    public bool Fits(int column, long length)
    {
        if (length <= LongestField)
        {
            return true;
        }

        Reject(FormattableString.Invariant($"\"{columns.Names[column]}\" has {length} bytes, but at most {LongestField} are taken."), "Shorten it in the query, for example with left(...) or substr(...).");
        return false;
    }

    public void Reject(string what, string remedy) => problem ??= new RowProblem(what, remedy);

    public void EndRow()
    {
        if (cursor is null)
        {
            Reject($"\"{columns.Names[columns.Cursor]}\" has no place in an order.", "Give the row a cursor, or leave it out of the query.");
        }
        else if (id is null)
        {
            Reject($"\"{columns.Names[columns.Id]}\" is empty or no id.", "Every row needs an id of its own: a text, a whole number or a UUID.");
        }

        ReadOnlyMemory<byte> record = json.End();
        rows.Add(new SqlRow(cursor, id, record, problem));
        bytes += record.Length;
    }

    /// <param name="highest">Asked for where it is needed.</param>
    public SqlPage Build(SqlValue? highest) => new(rows, IsFull, highest);

    public void Dispose() => json.Dispose();
}
