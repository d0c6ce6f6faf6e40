using Assay.Scoring.Judging;

namespace Assay.Scoring.Sampling;

/// <summary>The samples of one question of a verdict, and what they come to.</summary>
/// <param name="criteria">What each sample grades, in the order of its scores.</param>
internal sealed class SampledQuestion(IReadOnlyList<string> criteria)
{
    private readonly List<QuestionSample> _samples = new(1);

    public int Count => _samples.Count;

    private IEnumerable<QuestionSample.Read> Readable => _samples.OfType<QuestionSample.Read>();

    public void Add(IEnumerable<QuestionSample> samples) => _samples.AddRange(samples);

    /// <summary>Why there is no score: too few samples could be read. The reason is that of most, the last of them.</summary>
    public QuestionSample.Failed? Failure(SamplePlan plan) => Readable.Count() >= plan.Needed(Count) ? null
        : _samples.OfType<QuestionSample.Failed>().GroupBy(f => f.Reason).MaxBy(g => g.Count())!.Last();

    /// <summary>The means, each with the word that most samples gave and the reason of the sample that lies nearest.</summary>
    public IEnumerable<CriterionScore> Means() => Readable.Take(2).ToList() is [var only] ? only.Reading.Scores : criteria.Select((_, i) => Mean([.. Readable.Select(r => r.Reading.Scores[i])]));

    /// <summary>That of the sample that lies nearest to the means.</summary>
    public string? FailureCode()
    {
        double[] means = [.. Means().Select(s => s.Value)];
        return Readable.MinBy(r => r.Reading.Scores.Zip(means, (s, mean) => Math.Abs(s.Value - mean)).Sum())?.Reading.FailureCode;
    }

    /// <summary>What one sample said; null where it could not be read.</summary>
    public IReadOnlyList<CriterionScore>? Said(int sample) => (_samples[sample] as QuestionSample.Read)?.Reading.Scores;

    public IEnumerable<ScoreSample> Kept() => _samples.SelectMany((sample, number) => criteria.Select((criterion, i) => sample switch
    {
        QuestionSample.Read { Reading.Scores: var scores } => new ScoreSample(scores[i].Criterion, number, scores[i].Value, scores[i].Label) { Mass = scores[i].Mass, Grades = scores[i].Grades, Reason = scores[i].Reason },
        QuestionSample.Failed failed => new ScoreSample(criterion, number, null, null) { Problem = failed.Reason },
        _ => throw new InvalidOperationException("a sample is read or failed"),
    }));

    private static CriterionScore Mean(IReadOnlyList<CriterionScore> samples)
    {
        double mean = samples.Average(s => s.Value);
        CriterionScore nearest = samples.MinBy(s => Math.Abs(s.Value - mean))!;
        return nearest with { Value = mean, Label = samples.GroupBy(s => s.Label).OrderByDescending(g => g.Count()).ThenBy(g => Math.Abs(g.Average(s => s.Value) - mean)).First().Key };
    }
}
