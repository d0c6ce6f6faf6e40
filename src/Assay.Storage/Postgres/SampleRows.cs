using Assay.Scoring.Judging;
using Assay.Scoring.Running;
using Assay.Scoring.Sampling;
using Assay.Storage.Sqlite;

namespace Assay.Storage.Postgres;

/// <summary>Every sample behind a verdict; in the caller's transaction.</summary>
internal static class SampleRows
{
    /// <summary>In the place of those of earlier verdicts, which were none.</summary>
    public static void Save(PostgresSession session, RunKey run, IReadOnlyList<(long Key, ScoreSample Sample)> samples)
    {
        if (samples.Count == 0)
        {
            return;
        }

        session.Later("DELETE FROM verdict_samples WHERE response_key = ANY($1) AND judge_version_key = $2 AND repeat = $3", samples.Select(s => s.Key).Distinct().ToArray(), run.JudgeVersion, run.Repeat);
        session.Later("""
            INSERT INTO verdict_samples (response_key, judge_version_key, repeat, criterion, sample, value, label, mass, reason, problem)
            SELECT key, $2, $10, criterion, sample, value, label, mass, reason, problem FROM unnest($1, $3, $4, $5, $6, $7, $8, $9) AS u (key, criterion, sample, value, label, mass, reason, problem)
            """,
            samples.Select(s => s.Key).ToArray(), run.JudgeVersion, samples.Select(s => s.Sample.Criterion).ToArray(), samples.Select(s => s.Sample.Number).ToArray(),
            samples.Select(s => s.Sample.Value).ToArray(), samples.Select(s => RowReading.Utf8(s.Sample.Label)).ToArray(), samples.Select(s => s.Sample.Mass).ToArray(),
            samples.Select(s => RowReading.Utf8(s.Sample.Reason)).ToArray(), samples.Select(s => s.Sample.Problem?.ToSnakeCase()).ToArray(), run.Repeat);
    }

    /// <summary>Of some outcomes, by response and judge version.</summary>
    public static async Task<ILookup<(long, long), ScoreSample>> ReadAsync(PostgresSession session, long[] keys, long[] versions, int[] repeats) => (await session.ListAsync("""
        SELECT s.response_key, s.judge_version_key, s.criterion, s.sample, s.value, s.label, s.mass, s.reason, s.problem
        FROM unnest($1, $2, $3) AS u (response_key, judge_version_key, repeat) JOIN verdict_samples s USING (response_key, judge_version_key, repeat)
        ORDER BY s.criterion COLLATE "C", s.sample
        """,
        row => ((row.GetInt64(0), row.GetInt64(1)), new ScoreSample(row.GetString(2), row.GetInt32(3), row.DoubleOrNull(4), row.TextOrNull(5))
        {
            Mass = row.DoubleOrNull(6), Reason = row.TextOrNull(7), Problem = row.StringOrNull(8) is { } problem ? SnakeCase.Parse<UnscoredReason>(problem) : null,
        }), keys, versions, repeats)).ToLookup(s => s.Item1, s => s.Item2);

    /// <summary>Of a run.</summary>
    public static async Task<IReadOnlyList<SampledCriterion>> SumsAsync(PostgresSession session, RunKey run) => await session.ListAsync(
        $"""
        SELECT criterion, a::bigint, b::bigint, c::bigint, d::bigint, e, f::bigint FROM ({SampleTable.SumsByCriterion("""
            run_items i JOIN verdict_samples s ON s.response_key = i.response_key AND s.judge_version_key = $2 AND s.repeat = (SELECT repeat FROM runs WHERE run_key = $1) WHERE i.run_key = $1
            """)}) AS sums (criterion, a, b, c, d, e, f) ORDER BY criterion COLLATE "C"
        """,
        row => new SampledCriterion(row.GetString(0), row.GetInt64(1), row.GetInt64(2), row.GetInt64(3), row.GetInt64(4)) { WithinItemSd = SampledCriterion.Deviation(row.DoubleOrNull(5), row.GetInt64(6)) },
        run.Run, run.JudgeVersion);
}
