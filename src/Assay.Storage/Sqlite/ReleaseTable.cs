using Assay.Surfacing;

namespace Assay.Storage.Sqlite;

/// <summary>Releases that were announced.</summary>
internal static class ReleaseTable
{
    public static IReadOnlyList<AnnouncedRelease> All(Database database)
    {
        using var find = new Statement(database, "SELECT name, at, note FROM releases ORDER BY at, name");
        var releases = new List<AnnouncedRelease>();
        while (find.Read())
        {
            releases.Add(Read(find));
        }

        return releases;
    }

    /// <returns>As it was announced before; null: it was not.</returns>
    public static AnnouncedRelease? Announce(Database database, AnnouncedRelease release, DateTimeOffset now)
    {
        using var find = new Statement(database, "SELECT name, at, note FROM releases WHERE name = ?1");
        if (find.Set(1, release.Name).Read())
        {
            return Read(find);
        }

        using var add = new Statement(database, "INSERT INTO releases (name, at, note, announced_at) VALUES (?1, ?2, ?3, ?4)");
        add.Set(1, release.Name).Set(2, release.At.ToUnixTimeMilliseconds()).Set(3, release.Note).Set(4, now.ToUnixTimeMilliseconds()).Execute();
        return null;
    }

    private static AnnouncedRelease Read(Statement row) => new(row.Text(0), DateTimeOffset.FromUnixTimeMilliseconds(row.Long(1)), row.TextOrNull(2));
}
