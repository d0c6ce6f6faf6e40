using Assay.Access;
using Assay.Scoring.Judging;
using Assay.Scoring.Running;
using Microsoft.Data.Sqlite;

namespace Assay.Storage.Sqlite;

/// <summary>The service's keys. Each call opens the ledger for itself, also while a service works on it.</summary>
public static class ApiKeyTable
{
    /// <summary>In the order of their names, revoked ones among them; none where there is no ledger.</summary>
    /// <exception cref="LedgerException">The ledger cannot be read.</exception>
    public static IReadOnlyList<ApiKey> All(string path) => !File.Exists(path) ? [] : Ask(path, database =>
    {
        using var find = new Statement(database, "SELECT name, prefix, hash, scopes, created_at, revoked_at FROM api_keys ORDER BY name");
        var keys = new List<ApiKey>();
        while (find.Read())
        {
            keys.Add(new ApiKey(
                find.Text(0), find.Text(1), find.Bytes(2).ToArray(), [.. find.Text(3).Split(' ').Select(SnakeCase.Parse<Scope>)],
                DateTimeOffset.FromUnixTimeMilliseconds(find.Long(4)), find.LongOrNull(5) is { } revoked ? DateTimeOffset.FromUnixTimeMilliseconds(revoked) : null));
        }

        return keys;
    });

    /// <summary>False where there is a key of this name, revoked or not.</summary>
    public static bool TryAdd(string path, ApiKey key) => Ask(path, database =>
    {
        using var add = new Statement(database, "INSERT INTO api_keys (name, prefix, hash, scopes, created_at) VALUES (?1, ?2, ?3, ?4, ?5) ON CONFLICT (name) DO NOTHING");
        return add.Set(1, key.Name).Set(2, key.Prefix).SetBlob(3, key.Hash).Set(4, string.Join(' ', key.Scopes.Select(s => s.ToSnakeCase())))
            .Set(5, key.CreatedAt.ToUnixTimeMilliseconds()).Execute() == 1;
    });

    /// <summary>False where no key of this name is in use.</summary>
    public static bool TryRevoke(string path, string name, DateTimeOffset now) => Ask(path, database =>
    {
        using var revoke = new Statement(database, "UPDATE api_keys SET revoked_at = ?2 WHERE name = ?1 AND revoked_at IS NULL");
        return revoke.Set(1, name).Set(2, now.ToUnixTimeMilliseconds()).Execute() == 1;
    });

    private static T Ask<T>(string path, Func<Database, T> work) => SqliteLedger.Guard(path, () =>
    {
        using Database database = SqliteLedger.Connect(Path.GetFullPath(path), SqliteOpenMode.ReadWriteCreate);
        return work(database);
    });
}
