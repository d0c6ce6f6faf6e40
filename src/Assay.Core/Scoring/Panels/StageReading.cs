using System.Globalization;
using Assay.Scoring.Judging;
using Assay.Scoring.Rubrics;

namespace Assay.Scoring.Panels;

/// <summary>Makes one verdict of those of a stage's voters: those that failed are left out, and with fewer than the quorum there is none.</summary>
internal sealed class StageReading(Judge judge, Panel panel)
{
    private readonly Scale _scale = PanelScale.Of(judge.Rubric);

    /// <param name="said">By the places of the voters in the panel; null for those that were not asked.</param>
    public StageOutcome Read(int place, IReadOnlyList<Judged?> said) => Read(place, panel.Stages[place], said);

    /// <summary>The first stage with nobody asked but its first voter.</summary>
    public StageOutcome ReadFirstAlone(IReadOnlyList<Judged?> said) => Read(0, panel.Stages[0] with { Voters = [panel.Stages[0].Voters[0]], Quorum = 1 }, said);

    private StageOutcome Read(int place, PanelStage stage, IReadOnlyList<Judged?> said)
    {
        Judged[] judged = [.. stage.Voters.Select(v => said[v]!)];
        Verdict.Scored?[] verdicts = [.. judged.Select(j => (j as Judged.Decided)?.Verdict as Verdict.Scored)];
        var nothing = new StageVerdict(place, stage.Name);
        int scored = verdicts.Count(v => v is not null);
        // Out of money or told to stop is no failure of a voter; one that cannot be reached may answer later, where the quorum needs it.
        Judged? waiting = judged.FirstOrDefault(j => j is Judged.Paused { Reason: PauseReason.Budget }) ?? judged.FirstOrDefault(j => j is Judged.Parked { IsPutOff: false });
        if (waiting is null && scored < stage.Quorum && scored + judged.Count(j => j is not Judged.Decided) >= stage.Quorum)
        {
            waiting = judged.FirstOrDefault(j => j is Judged.Paused) ?? judged.First(j => j is Judged.Parked);
        }

        if (waiting is not null)
        {
            return new StageOutcome(nothing, Verdict: null) { Stopped = waiting };
        }

        if (scored < stage.Quorum)
        {
            return new StageOutcome(nothing with { Reason = UnscoredReason.NoQuorum.ToSnakeCase() }, Verdict: null) { Failure = Failure(stage, judged, scored) };
        }

        Verdict.Scored combined = stage.Voters.Count == 1 ? verdicts[0]! : Combine(stage, verdicts);
        double[] scores = [.. verdicts.OfType<Verdict.Scored>().Select(StageCertainty.ScoreOf)];
        double score = StageCertainty.ScoreOf(combined);
        return new StageOutcome(
            nothing with
            {
                Score = score,
                Grade = PanelScale.Nearest(_scale, score),
                Certainty = StageCertainty.Of([.. stage.Voters.Zip(judged, (v, said) => (panel.Voters[v].Judge, said))]),
                Dissent = Dissent.Of(scores),
            },
            combined);
    }

    private Verdict.Scored Combine(PanelStage stage, IReadOnlyList<Verdict.Scored?> verdicts)
    {
        var scores = new List<CriterionScore>(judge.Rubric.Criteria.Count);
        for (int c = 0; c < judge.Rubric.Criteria.Count; c++)
        {
            CriterionScore?[] given = [.. verdicts.Select(v => v?.Scores[c])];
            double value = stage.Rule.Of([.. given.Select(g => g?.Value)]);
            // What is said beside the grade is that of the voter who gave it, or came nearest.
            CriterionScore nearest = given.OfType<CriterionScore>().MinBy(g => Math.Abs(g.Value - value))!;
            scores.Add(nearest with { Value = value, Label = nearest.Value == value ? nearest.Label : null });
        }

        string? code = verdicts.Select(v => v?.FailureCode).OfType<string>().GroupBy(c => c, StringComparer.Ordinal).MaxBy(g => g.Count())?.Key;
        return new Verdict.Scored(judge.OverallOf([.. scores.Select(s => s.Value)]), scores, code);
    }

    private string Failure(PanelStage stage, IReadOnlyList<Judged> judged, int scored)
    {
        IEnumerable<string> failed = stage.Voters.Zip(judged)
            .Where(v => v.Second is not Judged.Decided { Verdict: Verdict.Scored })
            .Select(v => $"{panel.Voters[v.First].Name}: {(PanelAccount.WhyFailed(v.Second) is var (reason, detail) ? $"{reason} ({detail})" : "")}");
        return string.Create(CultureInfo.InvariantCulture, $"{scored} of {stage.Voters.Count} gave a verdict, and {stage.Quorum} are needed. {string.Join("; ", failed)}");
    }
}
