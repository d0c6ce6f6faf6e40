namespace Assay.Storage.Sqlite.Rollups;

/// <summary>The sums of each cluster's scores, by judge version and day. Gathers the changes of one transaction and writes them at its end.</summary>
internal sealed class ClusterTable(Database database) : IDisposable
{
    private const long HoursOfDay = 24;
    private const int Alone = -1;

    private readonly Dictionary<(long Version, int Level, long Day, long Cluster), (long Scores, double Total, double Squares)> _changes = [];

    private readonly Statement _add = new(database, """
        INSERT INTO clusters VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)
        ON CONFLICT DO UPDATE SET scores = scores + excluded.scores, total = total + excluded.total, squares = squares + excluded.squares
        """);

    /// <summary>Of whom nothing is stored any more, not even the hash stays.</summary>
    private readonly Statement _forget = new(database, "DELETE FROM clusters WHERE judge_version_key = ?1 AND level = ?2 AND day = ?3 AND cluster = ?4 AND scores = 0");

    public void Begin() => _changes.Clear();

    /// <param name="count">1, or -1 to take it back.</param>
    public void Scored(long version, Placement place, double score, int count)
    {
        (long, int, long, long) key = place.Cluster is { } cluster ? (version, Cluster.Level(cluster), place.Hour / HoursOfDay, cluster) : (version, Alone, place.Hour / HoursOfDay, 0);
        (long scores, double total, double squares) = _changes.GetValueOrDefault(key);
        _changes[key] = (scores + count, total + (count * score), squares + (count * score * score));
    }

    public void Write()
    {
        foreach (((long version, int level, long day, long cluster), (long scores, double total, double squares)) in _changes)
        {
            _add.Set(1, version).Set(2, (long)level).Set(3, day).Set(4, cluster).Set(5, scores).Set(6, total).Set(7, squares).Execute();
            if (scores < 0)
            {
                _forget.Set(1, version).Set(2, (long)level).Set(3, day).Set(4, cluster).Execute();
            }
        }

        Begin();
    }

    public void Dispose()
    {
        _add.Dispose();
        _forget.Dispose();
    }
}
