using Assay.Collecting;
using Assay.Collecting.Records;
using Assay.Collecting.Sources;
using Assay.Configuring;

namespace Assay.Storage.Sources;

/// <summary>
/// Reads rows of a database in the order of a cursor column. Each look begins a little below the highest cursor, because rows may
/// be committed later than they are numbered, and passes over the rows it knows.
/// </summary>
internal sealed class SqlSource(string name, SourceQuery query, ISourceDatabase database) : IResponseSource
{
    public string Name => name;

    public async Task<SourceBatch> ReadAsync(string? cursor, int atMost, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(atMost, 1);
        cancellationToken.ThrowIfCancellationRequested();
        SqlCursor before = ParseOrThrow(cursor);
        SqlPage page = await database.ReadAsync(
            new PagedQuery(query, before.After?.Cursor ?? SqlCursor.LookFrom(before.High, query), before.After, before.Upper, atMost), cancellationToken);
        var look = new SqlLook(before);
        var batch = new BatchBuilder(page.Rows.Count + 1);
        foreach (SqlRow row in page.Rows.Where(look.TryTake))
        {
            Add(batch, row);
        }

        // What has no cursor stands at the end, and nothing can be read behind it.
        bool goesOn = page is { HasMore: true, Rows: [.., { Cursor: not null }] };
        if (goesOn && !look.HasMoved)
        {
            throw new SourceException(SourceFailure.Configuration, name, $"no row of {page.Rows.Count} has an id in the column \"{query.Id}\".", "Correct `id`, or leave such rows out of the query.");
        }

        SqlCursor after = goesOn ? look.Paused(before.Upper ?? page.Highest) : look.Ended(high => SqlCursor.LookFrom(high, query));
        return batch.Build(after.ToString(), goesOn);
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private void Add(BatchBuilder batch, SqlRow row)
    {
        string place = $"sources.{name}, {(row.Id is { } id ? $"id {Shown(id)}" : $"cursor {row.Cursor?.Written ?? "without a place"}")}";
        try
        {
            if (row.Problem is { } problem)
            {
                throw new InputException(place, problem.Problem, problem.Remedy);
            }

            batch.Add(ResponseJson.Read(row.Json, place, 0), $"sources.{name}", batch.Count + 1);
        }
        catch (InputException error)
        {
            batch.Reject(new InputException(place, error.Problem, error.Remedy));
        }
    }

    private static string Shown(SqlValue id) => id.Written.Length <= 100 ? id.Written : id.Written[..100] + "...";

    private SqlCursor ParseOrThrow(string? cursor)
    {
        try
        {
            return SqlCursor.Parse(cursor);
        }
        catch (FormatException)
        {
            throw new SourceException(SourceFailure.Configuration, name, "the stored cursor is not one of a query.", "Give the source another name, so that it is read from the beginning.");
        }
    }
}
