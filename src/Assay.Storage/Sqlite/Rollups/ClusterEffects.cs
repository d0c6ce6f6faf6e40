using System.Collections.Concurrent;
using Assay.Surfacing;

namespace Assay.Storage.Sqlite.Rollups;

/// <summary>
/// How much wider the intervals of a judge version are for its scores not being independent, over a sample of clusters that is read
/// once in a while: its cost does not depend on the number of responses.
/// </summary>
internal sealed class ClusterEffects(TimeProvider clock)
{
    private const int EnoughRows = 4_000;
    private const int HighestLevel = 20;
    private const int MostKept = 500;

    private static readonly TimeSpan Fresh = TimeSpan.FromSeconds(30);

    private readonly ConcurrentDictionary<(long Version, long From, long To), (DateTimeOffset At, double Effect)> _known = [];

    /// <param name="from">A day since 1970 UTC.</param>
    /// <param name="to">The day after the last.</param>
    public double Of(Database database, long version, long from, long to)
    {
        DateTimeOffset now = clock.GetUtcNow();
        if (_known.TryGetValue((version, from, to), out (DateTimeOffset At, double Effect) known) && now - known.At < Fresh && now >= known.At)
        {
            return known.Effect;
        }

        double effect = Read(database, version, from, to);
        if (_known.Count >= MostKept)
        {
            _known.Clear();
        }

        _known[(version, from, to)] = (now, effect);
        return effect;
    }

    private static double Read(Database database, long version, long from, long to)
    {
        using var find = new Statement(database, """
            SELECT cluster, scores, total, squares FROM clusters WHERE judge_version_key = ?1 AND level = ?2 AND day >= ?3 AND day < ?4
            """);
        find.Set(1, version).Set(3, from).Set(4, to);
        var clusters = new Dictionary<long, (long Scores, double Total, double Squares)>();
        int level = HighestLevel;
        for (int rows = 0; level >= 0 && rows < EnoughRows; level--)
        {
            find.Set(2, (long)level);
            for (; find.Read(); rows++)
            {
                (long scores, double total, double squares) = clusters.GetValueOrDefault(find.Long(0));
                clusters[find.Long(0)] = (scores + find.Long(1), total + find.Double(2), squares + find.Double(3));
            }
        }

        var sums = new ClusterSums();
        foreach ((long scores, double total, double squares) in clusters.Values.Where(c => c.Scores > 0))
        {
            sums.Add(scores, total, squares);
        }

        // The clusters of this level and higher are one in 2^level of all.
        double clustered = sums.N * Math.Pow(2, level + 1);
        long alone = 0;
        for (find.Set(2, -1L); find.Read();)
        {
            alone += find.Long(1);
        }

        return clustered > 0 ? sums.DesignEffect(clustered / (clustered + alone)) : 1;
    }
}
