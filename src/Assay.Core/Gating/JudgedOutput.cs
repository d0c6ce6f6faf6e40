using Assay.Collecting;
using Assay.Scoring.Judging;
using Assay.Scoring.Running;

namespace Assay.Gating;

/// <summary>One output with everything that was judged of it, from the rows of a ledger.</summary>
public sealed record JudgedOutput(Response Response, IReadOnlyList<ResultRow> Samples)
{
    /// <summary>Why there is no output to judge: whatever was to give it failed; null where there is one.</summary>
    public (string Reason, string Detail)? Failure { get; init; }

    public GateAnswer Answer(IReadOnlyList<GateScale> scales, int asked)
    {
        if (Failure is { } failure)
        {
            return new GateAnswer { Response = Response, Asked = asked, Scores = new Dictionary<string, IReadOnlyList<double>>(), Reason = failure.Reason, Detail = failure.Detail };
        }

        List<ResultRow> scored = [.. Samples.Where(r => r.Outcome == OutcomeState.Scored)];
        ResultRow? without = scored.Count * 2 >= asked ? null : Samples.FirstOrDefault(r => r.Outcome != OutcomeState.Scored);
        return new GateAnswer
        {
            Response = Response,
            Asked = asked,
            Scores = scales.Select(s => (s.Criterion, Given: Given(scored, s))).ToDictionary(s => s.Criterion, s => s.Given, StringComparer.Ordinal),
            Reason = without is null ? null : without.Outcome == OutcomeState.Owed ? "owed" : without.Reason ?? without.Outcome.ToSnakeCase(),
            Detail = without?.Detail,
            IsOutputAtFault = GateAnswer.IsOfOutput(without?.Reason),
            Said = scored.Count == 0 ? new Dictionary<string, string>()
                : scored[0].Scores.Where(s => s.Reason is not null).ToDictionary(s => s.Criterion, s => s.Reason!, StringComparer.Ordinal),
        };
    }

    private static IReadOnlyList<double> Given(List<ResultRow> scored, GateScale scale) => scale.IsWinRate || scale.Criterion == GateScale.Overall
        ? [.. scored.Select(r => r.Overall).OfType<double>()]
        : [.. scored.SelectMany(r => r.Scores).Where(s => s.Criterion == scale.Criterion).Select(s => s.Score)];
}
