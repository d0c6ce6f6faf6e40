using Assay.Collecting;
using Assay.Scoring.Running;

namespace Assay.Gating;

/// <summary>The cases of a gate as pairs: what is put out now held against what was put out before, for a judge that says which is better.</summary>
/// <param name="cases">Paired, but not judged.</param>
public sealed class GatePairs(IReadOnlyList<GateCase> cases)
{
    /// <summary>The win rate where neither side is preferred.</summary>
    public const double Even = 0.5;

    private static readonly IReadOnlyList<GateScale> Scales = [GateScale.WinRate];

    /// <summary>What a judge is to compare: the outputs of now, each with that of before.</summary>
    public IReadOnlyList<Response> Pairs =>
    [
        .. from c in cases
           where c is { Candidate.Reason: null, Baseline.Reason: null }
           let now = c.Candidate?.Response
           let before = c.Baseline?.Response
           where now is not null && before is not null
           select now with { Rival = new Rival(before.Output) },
    ];

    /// <summary>The cases with what was said of their pairs; without those that the judge is not for.</summary>
    /// <param name="samples">What the ledger holds, by case.</param>
    public IReadOnlyList<GateCase> Judged(IReadOnlyDictionary<string, List<ResultRow>> samples, int asked) =>
    [
        .. from c in cases
           let rows = samples.GetValueOrDefault(c.Id)
           where rows is null || rows.Exists(r => r.Outcome != OutcomeState.Skipped)
           select rows is null ? c : c with
           {
               Candidate = new JudgedOutput(c.Candidate!.Response!, rows).Answer(Scales, asked),
               Baseline = c.Baseline! with { Scores = new Dictionary<string, IReadOnlyList<double>> { [GateScale.WinRate.Criterion] = [Even] } },
               IsUnchanged = c.Candidate.Response!.Output == c.Baseline.Response!.Output,
           },
    ];
}
