using Assay.Collecting.Sources;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace Assay.Storage.Sources;

/// <summary>What SQLite says, as a text for people.</summary>
internal static class SqliteTrouble
{
    /// <param name="passed">The time limit that was passed, if it was.</param>
    public static SourceException Of(string source, string path, SqliteException e, TimeSpan? passed) => e.SqliteErrorCode switch
    {
        _ when passed is { } limit => new SourceException(
            SourceFailure.Transient, source, FormattableString.Invariant($"the query did not end within {limit.TotalSeconds:0.#} s."), "Give the cursor column an index, or raise `timeout`."),
        raw.SQLITE_BUSY or raw.SQLITE_LOCKED or raw.SQLITE_PROTOCOL or raw.SQLITE_IOERR or raw.SQLITE_NOMEM => new SourceException(
            SourceFailure.Transient, source, $"{path} cannot be read now: {e.Message}", "It is tried again."),
        raw.SQLITE_NOTADB or raw.SQLITE_CORRUPT => new SourceException(
            SourceFailure.Configuration, source, $"{path} is no SQLite database, or a damaged one.", "Correct `path`, or mend the file."),
        raw.SQLITE_CANTOPEN or raw.SQLITE_PERM or raw.SQLITE_AUTH or raw.SQLITE_READONLY => new SourceException(
            SourceFailure.Configuration, source, $"{path} cannot be opened for reading: {e.Message}", "Check that the file and its folder may be read."),
        _ => new SourceException(SourceFailure.Configuration, source, $"the database refuses the query: {e.Message}", "Correct `query`, `cursor` or `id`."),
    };
}
