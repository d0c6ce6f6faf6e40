using Assay.Surfacing;
using Npgsql;

namespace Assay.Storage.Postgres;

/// <summary>Releases that were announced.</summary>
internal static class ReleaseRows
{
    public static async Task<IReadOnlyList<AnnouncedRelease>> AllAsync(PostgresSession session) =>
        await session.ListAsync("SELECT name, at, note FROM releases ORDER BY at, name COLLATE \"C\"", Read);

    /// <returns>As it was announced before; null: it was not.</returns>
    public static async Task<AnnouncedRelease?> AnnounceAsync(PostgresSession session, AnnouncedRelease release, DateTimeOffset now)
    {
        int added = await session.ExecuteAsync(
            "INSERT INTO releases (name, at, note, announced_at) VALUES ($1, $2, $3, $4) ON CONFLICT (name) DO NOTHING",
            RowReading.Asked(release.Name), release.At.ToUnixTimeMilliseconds(), release.Note is { } note ? RowReading.Asked(note) : null, now.ToUnixTimeMilliseconds());
        return added == 1 ? null : (await session.ListAsync("SELECT name, at, note FROM releases WHERE name = $1", Read, RowReading.Asked(release.Name)))[0];
    }

    private static AnnouncedRelease Read(NpgsqlDataReader row) => new(row.GetString(0), row.Time(1), row.StringOrNull(2));
}
