using Assay.Calibrating.Labelling;
using Assay.Scoring.Rubrics;

namespace Assay.Calibrating.Correcting;

/// <summary>What people say of responses overall. They are asked each criterion by itself; where all that weigh anything are labelled, the rubric's rule makes an overall label of them.</summary>
public static class OverallLabels
{
    public const string Overall = "overall";

    /// <summary>The overall score of a verdict of several samples or judges may be another than that of its criteria; so much is rounding.</summary>
    private const double Rounding = 1e-9;

    /// <param name="byCriterion">With a score of this judge version.</param>
    /// <returns>As <see cref="Of"/>; none for a judge version whose rule is not known.</returns>
    public static async Task<IReadOnlyList<LabelledResponse>> ReadAsync(
        ILabelRecords labels, (string Judge, string Version) of, IReadOnlyDictionary<string, IReadOnlyList<LabelledResponse>> byCriterion, CancellationToken cancellationToken) =>
        (await labels.JudgesAsync(cancellationToken)).FirstOrDefault(j => (j.Name, j.Version) == of)?.Overall is { } rule ? Of(rule, byCriterion) : [];

    /// <param name="byCriterion">With a score of one judge version.</param>
    /// <returns>Responses with an overall label and the judge's overall score; none where its overall score does not come of its criteria by the rule.</returns>
    public static IReadOnlyList<LabelledResponse> Of(OverallRule rule, IReadOnlyDictionary<string, IReadOnlyList<LabelledResponse>> byCriterion)
    {
        if (rule.Parts.Any(p => p.Weight != 0 && !byCriterion.ContainsKey(p.Criterion)))
        {
            return [];
        }

        var parts = rule.Parts.Select(p => p.Weight == 0 ? null : byCriterion[p.Criterion].ToDictionary(l => l.Key)).ToArray();
        var labelled = new List<LabelledResponse>();
        foreach (LabelledResponse first in parts.First(p => p is not null)!.Values)
        {
            LabelledResponse?[] own = [.. parts.Select(p => p?.GetValueOrDefault(first.Key))];
            if (first.JudgeOverall is not { } judged || own.Where((o, i) => parts[i] is not null && o?.Judge is null).Any())
            {
                continue;
            }

            if (Math.Abs(rule.Of([.. own.Select((o, i) => o?.Judge ?? rule.Parts[i].Min)]) - judged) > Rounding)
            {
                return [];
            }

            double human = rule.Of([.. own.Select((o, i) => o?.Human ?? rule.Parts[i].Min)]);
            HumanLabel label = first.Labels[^1];
            labelled.Add(first with
            {
                Judge = judged,
                Labels = [label with { Key = label.Key with { Criterion = Overall, IsAdjudication = false }, Score = human, Low = rule.Min, High = rule.Max, Grade = null, Note = null, Draw = first.Draw }],
            });
        }

        return labelled;
    }
}
