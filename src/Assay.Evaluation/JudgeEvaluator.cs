using System.Globalization;
using Assay.Scoring.Judging;
using Assay.Scoring.Rubrics;
using Assay.Testing;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.AI.Evaluation;

namespace Assay.Evaluation;

/// <summary>
/// An Assay judge as an evaluator: a metric for each criterion, with the judge's reason. What could not be judged has no value, an
/// error among its diagnostics, and counts as failed.
/// </summary>
/// <param name="judge">Has a model, a cache and a budget of its own; the caller disposes it.</param>
public sealed class JudgeEvaluator(TestJudge judge) : IEvaluator
{
    public IReadOnlyCollection<string> EvaluationMetricNames { get; } = [.. judge.Rubric.Criteria.Select(c => c.Name)];

    /// <param name="chatConfiguration">Not used: the judge has its own model.</param>
    public async ValueTask<EvaluationResult> EvaluateAsync(
        IEnumerable<ChatMessage> messages,
        ChatResponse modelResponse,
        ChatConfiguration? chatConfiguration = null,
        IEnumerable<EvaluationContext>? additionalContext = null,
        CancellationToken cancellationToken = default)
    {
        Judged judged = await judge.JudgeAsync(EvaluatedResponse.Of(messages, modelResponse, additionalContext ?? []), cancellationToken: cancellationToken);
        EvaluationMetric[] metrics = judged is Judged.Decided { Verdict: Verdict.Scored scored }
            ? [.. judge.Rubric.Criteria.Zip(scored.Scores, Metric)]
            : [.. judge.Rubric.Criteria.Select(c => NotJudged(c, Problem(judged)))];
        foreach (EvaluationMetric metric in metrics)
        {
            metric.AddOrUpdateMetadata("judge-version", judge.Version);
            metric.AddOrUpdateMetadata("judge-cost-usd", judged.Attempts.Sum(a => a.CostUsd).ToString(CultureInfo.InvariantCulture));
        }

        return new EvaluationResult(metrics);
    }

    private static EvaluationMetric Metric(Criterion criterion, CriterionScore score) => criterion.Scale is Scale.PassFail
        ? new BooleanMetric(criterion.Name, score.Value == 1, score.Reason)
        : new NumericMetric(criterion.Name, score.Value, score.Reason);

    private static EvaluationMetric NotJudged(Criterion criterion, string problem)
    {
        EvaluationMetric metric = criterion.Scale is Scale.PassFail ? new BooleanMetric(criterion.Name) : new NumericMetric(criterion.Name);
        metric.Interpretation = new EvaluationMetricInterpretation(EvaluationRating.Inconclusive, failed: true, problem);
        metric.AddDiagnostics(EvaluationDiagnostic.Error(problem));
        return metric;
    }

    private static string Problem(Judged judged) => judged switch
    {
        Judged.Decided { Verdict: Verdict.Unscored unscored } => $"{unscored.Reason.ToSnakeCase()}: {unscored.Detail}",
        Judged.Parked parked => parked.Error,
        Judged.Paused paused => paused.Error,
        _ => "not judged",
    };
}
