using Assay.Collecting;
using Assay.Scoring.Checking;
using Assay.Scoring.Judging;
using Assay.Scoring.Rubrics;
using Microsoft.Extensions.AI.Evaluation;

namespace Assay.Evaluation;

/// <summary>A metric of an evaluator as a check of an Assay judge. An evaluator that cannot say, or says so with an error, gives no grade.</summary>
public sealed class EvaluatorCheck
{
    private readonly IEvaluator _evaluator;
    private readonly string _metric;
    private readonly Scale _scale;

    /// <param name="metric">One of those that the evaluator names.</param>
    /// <param name="scale">The grades of the metric: a range for numbers, pass/fail for true and false or for what the evaluator itself calls failed, labels for texts.</param>
    /// <exception cref="ArgumentException">The evaluator has no such metric.</exception>
    public EvaluatorCheck(IEvaluator evaluator, string metric, Scale scale)
    {
        if (!evaluator.EvaluationMetricNames.Contains(metric))
        {
            throw new ArgumentException($"The evaluator has no metric `{metric}`. It has: {string.Join(", ", evaluator.EvaluationMetricNames)}.", nameof(metric));
        }

        (_evaluator, _metric, _scale) = (evaluator, metric, scale);
    }

    /// <summary>The model that the evaluator itself asks. What that costs Assay neither sees nor caps.</summary>
    public ChatConfiguration? Model { get; init; }

    /// <summary>What the evaluator is given beside the messages; left out: nothing.</summary>
    public Func<Response, IEnumerable<EvaluationContext>>? Context { get; init; }

    /// <summary>Part of the judge's version: change it whenever the evaluator decides differently.</summary>
    public string Version { get; init; } = "1";

    /// <summary>As a criterion's check.</summary>
    public CodeCheck ToCheck() => new($"{_evaluator.GetType().Name}/{_metric}", _scale, DecideAsync) { CodeVersion = Version };

    private async ValueTask<CheckFinding> DecideAsync(Response response, CancellationToken cancellationToken)
    {
        EvaluationResult result = await _evaluator.EvaluateAsync(
            EvaluatedResponse.Messages(response), EvaluatedResponse.Reply(response), Model, Context?.Invoke(response), cancellationToken);
        if (!result.Metrics.TryGetValue(_metric, out EvaluationMetric? metric))
        {
            return new CheckFinding.Missing(UnscoredReason.CheckFailed, $"the evaluator gave no metric {_metric}");
        }

        if (metric.Diagnostics?.FirstOrDefault(d => d.Severity == EvaluationDiagnosticSeverity.Error) is { } error)
        {
            return new CheckFinding.Missing(UnscoredReason.CheckFailed, error.Message);
        }

        return ValueOf(metric) is { } value && metric.Interpretation?.Rating != EvaluationRating.Inconclusive
            ? new CheckFinding.Graded(value, metric.Reason ?? metric.Interpretation?.Reason ?? $"{_metric} is {Text(metric)}")
            : new CheckFinding.Missing(UnscoredReason.CheckFailed, $"the evaluator gave no value of {_metric} that the scale {_scale.Text} has");
    }

    private double? ValueOf(EvaluationMetric metric) => (_scale, metric) switch
    {
        (Scale.PassFail, BooleanMetric { Value: { } holds }) => holds ? 1 : 0,
        (Scale.PassFail, { Interpretation: { Rating: not (EvaluationRating.Unknown or EvaluationRating.Inconclusive) } said }) => said.Failed ? 0 : 1,
        (Scale.Labels labels, StringMetric { Value: { } text }) => labels.Values.FirstOrDefault(v => v.Name.Equals(text, StringComparison.OrdinalIgnoreCase))?.Value,
        (Scale.PassFail, _) => null,
        (_, NumericMetric { Value: { } number }) => number,
        _ => null,
    };

    private static string Text(EvaluationMetric metric) => metric switch
    {
        NumericMetric number => FormattableString.Invariant($"{number.Value}"),
        BooleanMetric boolean => boolean.Value == true ? "true" : "false",
        StringMetric text => text.Value ?? "",
        _ => "given",
    };
}
