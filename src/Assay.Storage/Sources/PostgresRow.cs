using System.Collections;
using System.Globalization;
using System.Net;
using System.Text.Encodings.Web;
using System.Text.Json;
using Assay.Collecting.Sources;
using Npgsql;

namespace Assay.Storage.Sources;

/// <summary>Takes the values of a row, one column after another, each with its own type.</summary>
internal sealed class PostgresRow(string source, NpgsqlDataReader reader, RowColumns columns, PageBuilder page)
{
    private const string Times = "yyyy-MM-dd'T'HH:mm:ss.ffffff";

    private readonly string[] types = [.. Enumerable.Range(0, reader.FieldCount).Select(i => reader.GetDataTypeName(i))];

    public async Task TakeAsync(CancellationToken stop)
    {
        page.StartRow();
        for (int i = 0; i < types.Length; i++)
        {
            if (await reader.IsDBNullAsync(i, stop))
            {
                page.Null(i);
            }
            else if (IsStream(types[i]))
            {
                await TakeStreamAsync(i, stop);
            }
            else
            {
                TakeValue(i);
            }
        }

        page.EndRow();
    }

    // Only these may be long, so they are not read before their length is known.
    private static bool IsStream(string type) => type is "text" or "json" or "jsonb" or "xml" || type.StartsWith("character varying", StringComparison.Ordinal);

    private async Task TakeStreamAsync(int column, CancellationToken stop)
    {
        await using Stream stream = await reader.GetStreamAsync(column, stop);
        if (!page.Fits(column, stream.Length))
        {
            return;
        }

        byte[] bytes = new byte[stream.Length];
        await stream.ReadExactlyAsync(bytes, stop);
        if (types[column] is "json" or "jsonb")
        {
            // The binary form of jsonb begins with its version.
            page.Value(column, bytes is [1, ..] ? bytes.AsSpan(1) : bytes);
            return;
        }

        if (column == columns.Cursor || column == columns.Id)
        {
            page.Place(column, SqlValue.OfText(System.Text.Encoding.UTF8.GetString(bytes)));
        }

        page.Text(column, bytes);
    }

    private void TakeValue(int column)
    {
        object value;
        try
        {
            value = reader.GetValue(column);
        }
        catch (Exception e) when (e is OverflowException or InvalidCastException)
        {
            // Numbers may be longer and times further away than .NET knows.
            page.Reject($"\"{columns.Names[column]}\" holds a value of the type {types[column]} that cannot be read.", $"Convert it in the query: {columns.Names[column]}::text.");
            return;
        }

        Take(column, value);
    }

    private void Take(int column, object value)
    {
        if (column == columns.Cursor || column == columns.Id)
        {
            if (value is not (short or int or long or DateTime or DateOnly or string or Guid or decimal))
            {
                throw Unreadable(column, column == columns.Cursor ? "cursor" : "id", "Use a column of whole numbers, times or texts, or convert it in the query.");
            }

            page.Place(column, Placed(value));
        }

        if (columns.IsPart(column))
        {
            string json = Json(column, value);
            if (json is ['"', ..])
            {
                page.Text(column, JsonElement.Parse(json).GetString()!);
            }
            else
            {
                page.Value(column, json);
            }
        }
    }

    /// <summary>The value of a cursor or id; null for one that has no place in an order.</summary>
    public static SqlValue? Placed(object value) => value switch
    {
        short or int or long => new SqlValue.Whole(Convert.ToInt64(value, CultureInfo.InvariantCulture)),
        DateTime time when time == DateTime.MaxValue || time == DateTime.MinValue => null,
        DateOnly day when day == DateOnly.MaxValue || day == DateOnly.MinValue => null,
        DateTime or DateOnly or string => SqlValue.OfText(Text(value)!),
        _ => Text(value) is { } text ? new SqlValue.Text(text) : null,
    };

    private string Json(int column, object value) => value switch
    {
        bool flag => flag ? "true" : "false",
        float number when float.IsFinite(number) => number.ToString("R", CultureInfo.InvariantCulture),
        double number when double.IsFinite(number) => number.ToString("R", CultureInfo.InvariantCulture),
        short or int or long or decimal => ((IFormattable)value).ToString(null, CultureInfo.InvariantCulture),
        Array { Rank: 1 } list => $"[{string.Join(',', list.Cast<object?>().Select(item => item is null or DBNull ? "null" : Json(column, item)))}]",
        IDictionary map => $"{{{string.Join(',', map.Cast<DictionaryEntry>().Select(e => $"{Quoted((string)e.Key)}:{(e.Value is string text ? Quoted(text) : "null")}"))}}}",
        _ when Text(value) is { } text => Quoted(text),
        _ => throw Unreadable(column, "column", $"Leave it out of the query, or convert it: {columns.Names[column]}::text AS {columns.Names[column]}."),
    };

    private static string? Text(object value) => value switch
    {
        string text => text,
        DateTime time => time.ToString(Times, CultureInfo.InvariantCulture) + (time.Kind == DateTimeKind.Utc ? "Z" : ""),
        DateOnly day => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
        Guid or decimal or float or double or TimeSpan or TimeOnly or char => ((IFormattable)value).ToString(value is TimeOnly ? "HH:mm:ss.FFFFFF" : null, CultureInfo.InvariantCulture),
        IPAddress address => address.ToString(),
        _ => null,
    };

    private static string Quoted(string text) => $"\"{JavaScriptEncoder.UnsafeRelaxedJsonEscaping.Encode(text)}\"";

    private SourceException Unreadable(int column, string what, string remedy) =>
        new(SourceFailure.Configuration, source, $"the {what} \"{columns.Names[column]}\" is of the type {types[column]}, which is not read.", remedy);
}
