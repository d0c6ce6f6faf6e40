namespace Assay.Storage.Sqlite;

/// <summary>The keys of responses: each larger than all before it, those of removed responses among them.</summary>
internal static class ResponseKeys
{
    /// <summary>The key of a new row, as an SQL expression.</summary>
    public const string Next = "(SELECT max((SELECT coalesce(max(response_key), 0) FROM responses), highest) + 1 FROM removed_keys)";

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
