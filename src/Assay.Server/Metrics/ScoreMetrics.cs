using Assay.Calibrating.Correcting;
using Assay.Surfacing;
using static Assay.Server.Metrics.MetricsText;

namespace Assay.Server.Metrics;

/// <summary>How good the responses of the last day are, by the latest version of each judge: the figures that the pages show, with their intervals.</summary>
internal static class ScoreMetrics
{
    private const string Window = "24h";

    public static async Task WriteAsync(MetricsText text, ServiceState state, CancellationToken cancellationToken)
    {
        DateTimeOffset now = state.Clock.GetUtcNow();
        IReadOnlyList<Rollup> rollups = await state.Ledger.RollupsAsync(new RollupQuery(now.AddHours(-24), now), cancellationToken);
        Rollup[] latest = [.. rollups.GroupBy(r => r.Judge).Select(g => g.MaxBy(r => r.VersionSince)!)];
        text.Gauge("assay_coverage_ratio", "Scored as a share of what was decided by judging, of responses of the last 24 hours.",
            latest.Where(r => r.Coverage is not null).Select(r => (Labels(("judge", r.Judge), ("window", Window)), r.Coverage!.Value)));
        (string Labels, Estimate Mean)[] means =
        [
            .. latest.SelectMany(r => r.Scores.Select(s => (Rollup: r, s.Criterion, Mean: s.Mean()))).Where(s => s.Mean is not null)
                .Select(s => (Labels(("judge", s.Rollup.Judge), ("judge_version", s.Rollup.JudgeVersion), ("criterion", s.Criterion), ("window", Window)), s.Mean!)),
        ];
        text.Gauge("assay_scores", "Scores behind assay_score_mean.", means.Select(m => (m.Labels, (double)m.Mean.N)));
        text.Gauge("assay_score_mean", "Mean score of responses of the last 24 hours, on the scale of the criterion; absent where nothing was scored.", means.Select(m => (m.Labels, m.Mean.Mean)));
        text.Gauge("assay_score_mean_low", "Lower end of the 95 % interval of assay_score_mean; absent where there is none.", means.Where(m => m.Mean.Low is not null).Select(m => (m.Labels, m.Mean.Low!.Value)));
        await WriteCorrectedAsync(text, state, latest, now, cancellationToken);
        text.Gauge("assay_score_mean_high", "Upper end of the 95 % interval of assay_score_mean; absent where there is none.", means.Where(m => m.Mean.High is not null).Select(m => (m.Labels, m.Mean.High!.Value)));
    }

    private static async Task WriteCorrectedAsync(MetricsText text, ServiceState state, Rollup[] latest, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var means = new CorrectedMeans(state.Ledger.Labels, state.Ledger);
        var corrected = new List<(string Labels, Estimate Mean)>();
        foreach (Rollup rollup in latest)
        {
            CorrectedPeriod period = await means.ReadAsync(rollup, new CorrectionQuestion(rollup.Judge, now.AddHours(-24), now), cancellationToken) ?? CorrectedPeriod.Empty;
            corrected.AddRange(
                from criterion in period.Criteria
                let known = criterion.Mean as Correction.Known
                where known is not null
                select (Labels(("judge", rollup.Judge), ("judge_version", rollup.JudgeVersion), ("criterion", criterion.Criterion), ("window", Window)), known.Mean.Corrected));
        }

        text.Gauge("assay_score_labels", "Labels of people behind assay_score_corrected_mean.", corrected.Select(c => (c.Labels, (double)c.Mean.N)));
        text.Gauge("assay_score_corrected_mean", "The mean that people would give to responses of the last 24 hours, by their labels and the judge's scores (stratified PPI++); absent where labels are too few.", corrected.Select(c => (c.Labels, c.Mean.Mean)));
        text.Gauge("assay_score_corrected_mean_low", "Lower end of the 95 % interval of assay_score_corrected_mean; absent where there is none.", corrected.Where(c => c.Mean.Low is not null).Select(c => (c.Labels, c.Mean.Low!.Value)));
        text.Gauge("assay_score_corrected_mean_high", "Upper end of the 95 % interval of assay_score_corrected_mean; absent where there is none.", corrected.Where(c => c.Mean.High is not null).Select(c => (c.Labels, c.Mean.High!.Value)));
    }
}
