using Assay.Collecting.Sources;

namespace Assay.Configuring;

/// <summary>One entry of <c>sources:</c> in <c>assay.yaml</c>.</summary>
public abstract record SourceSettings
{
    public static readonly Schedule DefaultSchedule = new Schedule.Interval(TimeSpan.FromMinutes(1));

    private SourceSettings()
    {
    }

    public required string Name { get; init; }

    public Schedule Schedule { get; init; } = DefaultSchedule;

    public sealed record Folder : SourceSettings
    {
        /// <summary>A file or a pattern such as <c>logs/**/*.jsonl</c>, relative to the configuration.</summary>
        public required string Files { get; init; }
    }

    public sealed record Sqlite : SourceSettings
    {
        /// <summary>The database file, relative to the configuration.</summary>
        public required string Path { get; init; }

        public required SourceQuery Query { get; init; }
    }

    public sealed record Postgres : SourceSettings
    {
        /// <summary>A connection string or URL, with <c>${NAME}</c> for environment variables; null where it stands in a file.</summary>
        public string? Connection { get; init; }

        /// <summary>A file that holds nothing but the connection string, such as a mounted secret.</summary>
        public string? ConnectionFile { get; init; }

        public required SourceQuery Query { get; init; }

        /// <summary>Without the connection, which may hold a password.</summary>
        public override string ToString() => $"sources.{Name}";
    }
}

/// <summary>Which rows of a database are responses, and in which order they come.</summary>
public sealed record SourceQuery
{
    public static readonly TimeSpan DefaultTimeout = TimeSpan.FromSeconds(30);

    /// <summary>A SELECT whose column <see cref="Cursor"/> is <c>&gt;= @cursor</c>.</summary>
    public required string Sql { get; init; }

    /// <summary>The column that grows with every new or changed row: a whole number, a time or a text.</summary>
    public required string Cursor { get; init; }

    /// <summary>The column that names the row: no two rows share it.</summary>
    public string Id { get; init; } = "id";

    /// <summary>The lowest value of the cursor to read.</summary>
    public required string Start { get; init; }

    public CursorOverlap? Overlap { get; init; }

    /// <summary>For one reading, connecting included.</summary>
    public TimeSpan Timeout { get; init; } = DefaultTimeout;
}

/// <summary>How far each look goes back behind the highest value of the cursor, for rows that were committed late.</summary>
/// <param name="Time">For a cursor of times.</param>
/// <param name="Count">For a cursor of whole numbers; null where a length of time was written.</param>
public sealed record CursorOverlap(TimeSpan Time, long? Count)
{
    public static readonly CursorOverlap Default = new(TimeSpan.FromMinutes(5), 1000);
}
