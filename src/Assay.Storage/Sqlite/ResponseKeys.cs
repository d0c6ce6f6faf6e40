namespace Assay.Storage.Sqlite;

/// <summary>New responses and their keys: each larger than all before it, those of removed responses among them.</summary>
internal static class ResponseKeys
{
    /// <summary>
    /// Adds a revision <c>?2</c> of the id <c>?1</c>; the first only where there is none, for it may have been removed before later ones.
    /// Then <c>?3</c> is the hash, <c>?4</c> the time, <c>?5</c> the body. A revision that is no number is not added: a SELECT with a
    /// condition would copy every row before it adds it.
    /// </summary>
    public const string Insert = $"""
        INSERT OR IGNORE INTO responses (response_key, id, revision, content_hash, received_at, body)
        VALUES ({Next}, ?1, iif(?2 > 1 OR NOT EXISTS (SELECT 1 FROM responses WHERE id = ?1), ?2, NULL), ?3, ?4, ?5)
        """;

    private const string Next = "(SELECT max((SELECT coalesce(max(response_key), 0) FROM responses), highest) + 1 FROM removed_keys)";

    /// <param name="key">The largest of those that are removed in the caller's transaction.</param>
    public static void NoteRemoved(Database database, long key)
    {
        using var note = new Statement(database, "UPDATE removed_keys SET highest = max(highest, ?1)");
        note.Set(1, key).Execute();
    }

    /// <summary>Writes without changing anything.</summary>
    public static int Touch(Database database)
    {
        using var touch = new Statement(database, "UPDATE removed_keys SET highest = highest");
        return touch.Execute();
    }
}
