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
        text.Gauge("assay_score_mean_high", "Upper end of the 95 % interval of assay_score_mean; absent where there is none.", means.Where(m => m.Mean.High is not null).Select(m => (m.Labels, m.Mean.High!.Value)));
    }
}
