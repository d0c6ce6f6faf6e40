using System.Text;
using System.Text.Json;
using Assay.Configuring;

namespace Assay.Storage.Sources;

/// <summary>How far the rows of a query were read: the highest cursor of the looks that have ended, and the place within the one that has not.</summary>
internal sealed record SqlCursor
{
    private const int Form = 1;

    public SqlValue? High { get; init; }

    /// <summary>The last row that this look has read; null between looks.</summary>
    public SqlPlace? After { get; init; }

    /// <summary>
    /// The highest cursor when this look began, where it goes no further: what is committed late while it goes on is then never
    /// further below its end than the overlap.
    /// </summary>
    public SqlValue? Upper { get; init; }

    public SeenRows Seen { get; init; } = new();

    /// <summary>Where a look begins that must find what was committed late: the overlap below the highest cursor, but not below the start.</summary>
    public static SqlValue LookFrom(SqlValue? high, SourceQuery query)
    {
        CursorOverlap overlap = query.Overlap ?? CursorOverlap.Default;
        var start = SqlValue.Parse(query.Start);
        return (high, start) switch
        {
            (null, _) => start,
            (SqlValue.Whole h, SqlValue.Whole s) => new SqlValue.Whole(Math.Max(s.Value, Less(h.Value, overlap))),
            (SqlValue.Whole h, _) => new SqlValue.Whole(Less(h.Value, overlap)),
            (SqlValue.Time h, SqlValue.Time s) => h.Value.Minus(overlap.Time) is var lower && lower.Microseconds > s.Value.Microseconds ? new SqlValue.Time(lower) : start,
            (SqlValue.Time h, _) => new SqlValue.Time(h.Value.Minus(overlap.Time)),
            _ => high,
        };
    }

    /// <summary>Where a value stands in the order of the cursor; 0 for texts, whose order only the database knows.</summary>
    public static long Ordinal(SqlValue? value) => value switch
    {
        SqlValue.Whole whole => whole.Value,
        SqlValue.Time time => time.Value.Microseconds,
        null => long.MaxValue,
        _ => 0,
    };

    /// <exception cref="FormatException">Not the cursor of a query.</exception>
    public static SqlCursor Parse(string? text)
    {
        if (text is null)
        {
            return new SqlCursor();
        }

        try
        {
            var json = JsonElement.Parse(text);
            return json.GetProperty("form").GetInt32() != Form
                ? throw new FormatException("another form")
                : new SqlCursor
                {
                    High = Value(json, "high"),
                    After = Value(json, "after_cursor") is { } cursor && Value(json, "after_id") is { } id ? new SqlPlace(cursor, id) : null,
                    Upper = Value(json, "upper"),
                    Seen = SeenRows.FromBytes(json.GetProperty("seen").GetBytesFromBase64()),
                };
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException)
        {
            throw new FormatException("not such JSON", e);
        }
    }

    public override string ToString()
    {
        using var stream = new MemoryStream();
        using (var writer = new Utf8JsonWriter(stream))
        {
            writer.WriteStartObject();
            writer.WriteNumber("form", Form);
            Write(writer, "high", High);
            Write(writer, "after_cursor", After?.Cursor);
            Write(writer, "after_id", After?.Id);
            Write(writer, "upper", Upper);
            writer.WriteBase64String("seen", Seen.ToBytes());
            writer.WriteEndObject();
        }

        return Encoding.UTF8.GetString(stream.GetBuffer(), 0, (int)stream.Length);
    }

    private static long Less(long high, CursorOverlap overlap) => high < long.MinValue + (overlap.Count ?? 0) ? long.MinValue : high - (overlap.Count ?? 0);

    private static SqlValue? Value(JsonElement json, string name) => json.TryGetProperty(name, out JsonElement value) ? SqlValue.FromStored(value.GetString()!) : null;

    private static void Write(Utf8JsonWriter writer, string name, SqlValue? value)
    {
        if (value is not null)
        {
            writer.WriteString(name, value.ToStored());
        }
    }
}
