using Assay.Scoring.Judging;
using Assay.Scoring.Running;
using Assay.Scoring.Sampling;

namespace Assay.Storage.Sqlite;

/// <summary>Every sample behind a verdict; in the caller's transaction.</summary>
internal sealed class SampleTable(Database database) : IDisposable
{
    /// <summary>By criterion: the sums that an account of samples is made of.</summary>
    /// <param name="from">Has the samples as <c>s</c>.</param>
    internal static string SumsByCriterion(string from) => $"""
        SELECT criterion, sum(n), sum(n - read), sum(low), sum(bare), sum(squares), sum(read - 1)
        FROM (
            SELECT s.response_key, s.criterion, count(*) AS n, count(s.value) AS read,
                sum(CASE WHEN s.mass < 0.8 THEN 1 ELSE 0 END) AS low, sum(CASE WHEN s.mass IS NULL AND s.value IS NOT NULL THEN 1 ELSE 0 END) AS bare,
                sum(s.value * s.value) - sum(s.value) * sum(s.value) / nullif(count(s.value), 0) AS squares
            FROM {from}
            GROUP BY s.response_key, s.criterion) AS each_verdict
        WHERE read > 0 GROUP BY criterion
        """;

    private readonly Statement _remove = new(database, "DELETE FROM verdict_samples WHERE response_key = ?1 AND judge_version_key = ?2 AND repeat = ?3");

    private readonly Statement _add = new(database, """
        INSERT INTO verdict_samples (response_key, judge_version_key, repeat, criterion, sample, value, label, mass, reason, problem)
        VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)
        """);

    /// <summary>In the place of those of an earlier verdict, which was none.</summary>
    public void Save(RunKey run, long response, IReadOnlyList<ScoreSample> samples)
    {
        if (samples.Count == 0)
        {
            return;
        }

        _remove.Set(1, response).Set(2, run.JudgeVersion).Set(3, run.Repeat).Execute();
        foreach (ScoreSample sample in samples)
        {
            _add.Set(1, response).Set(2, run.JudgeVersion).Set(3, run.Repeat).Set(4, sample.Criterion).Set(5, sample.Number).Set(6, sample.Value).Set(7, sample.Label)
                .Set(8, sample.Mass).Set(9, sample.Reason).Set(10, sample.Problem?.ToSnakeCase()).Execute();
        }
    }

    /// <returns>Null where there are none at all.</returns>
    public static Statement? Find(Database database) => !Any(database) ? null : new Statement(database, """
        SELECT criterion, sample, value, label, mass, reason, problem FROM verdict_samples WHERE response_key = ?1 AND judge_version_key = ?2 AND repeat = ?3 ORDER BY criterion, sample
        """);

    private static bool Any(Database database)
    {
        using var find = new Statement(database, "SELECT EXISTS (SELECT 1 FROM verdict_samples)");
        return find.One().Long(0) != 0;
    }

    /// <param name="find">Of <see cref="Find"/>.</param>
    public static IReadOnlyList<ScoreSample> Read(Statement? find, (long Response, long Version, long Repeat) of)
    {
        if (find is null)
        {
            return [];
        }

        var samples = new List<ScoreSample>();
        find.Set(1, of.Response).Set(2, of.Version).Set(3, of.Repeat);
        while (find.Read())
        {
            samples.Add(new ScoreSample(find.Text(0), (int)find.Long(1), find.DoubleOrNull(2), find.TextOrNull(3))
            {
                Mass = find.DoubleOrNull(4),
                Reason = find.TextOrNull(5),
                Problem = find.TextOrNull(6) is { } problem ? SnakeCase.Parse<UnscoredReason>(problem) : null,
            });
        }

        return samples;
    }

    /// <summary>Of a run.</summary>
    public static IReadOnlyList<SampledCriterion> Sums(Database database, RunKey run)
    {
        if (!Any(database))
        {
            return [];
        }

        using var find = new Statement(database, SumsByCriterion("""
            run_items i JOIN verdict_samples s ON s.response_key = i.response_key AND s.judge_version_key = ?2 AND s.repeat = (SELECT repeat FROM runs WHERE run_key = ?1) WHERE i.run_key = ?1
            """));
        var sums = new List<SampledCriterion>();
        find.Set(1, run.Run).Set(2, run.JudgeVersion);
        while (find.Read())
        {
            sums.Add(new SampledCriterion(find.Text(0), find.Long(1), find.Long(2), find.Long(3), find.Long(4)) { WithinItemSd = SampledCriterion.Deviation(find.DoubleOrNull(5), find.Long(6)) });
        }

        return sums;
    }

    public void Dispose()
    {
        _remove.Dispose();
        _add.Dispose();
    }
}
