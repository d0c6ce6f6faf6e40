using Assay.Calibrating.Anchors;
using Assay.Scoring.Serving;
using static Assay.Server.Metrics.MetricsText;

namespace Assay.Server.Metrics;

/// <summary>Whether judges moved on their anchors.</summary>
internal static class AnchorMetrics
{
    public static void Write(MetricsText text, ServiceState state)
    {
        (string Judge, AnchorBook Book)[] judges = [.. state.Judges.Where(j => j.Anchors is not null).Select(j => (Of(j), j.Anchors!))];
        (string Judge, AnchorShift Shift)[] shifts = [.. judges.Where(j => j.Book.LastShift is not null).Select(j => (j.Judge, j.Book.LastShift!))];
        text.Gauge("assay_judge_anchor_shift", "How far a judge moved on its anchors when all of them were scored last, in points of its scale; absent where they were not.", shifts.Select(s => (s.Judge, s.Shift.Difference.Value)));
        text.Gauge("assay_judge_anchor_moved", "1 where it surely moved then.", shifts.Select(s => (s.Judge, s.Shift.IsMoved ? 1.0 : 0)));
        text.Gauge("assay_judge_anchor_missing", "Scores that the baseline of a judge's anchors still lacks.", judges.Select(j => (j.Judge, (double)j.Book.Missing().Count)));
    }

    private static string Of(StandingJudge judge) => Labels(("judge", judge.Judge.Name), ("judge_version", judge.Judge.Version));
}
