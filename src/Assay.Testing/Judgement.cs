using System.Globalization;
using Assay.Gating.Statistics;
using Assay.Scoring.Judging;
using Assay.Surfacing;

namespace Assay.Testing;

/// <summary>What a judge said of one answer, or of several.</summary>
public sealed record Judgement
{
    public required Bar Bar { get; init; }

    /// <summary>Of the criterion that the bar is about, over all answers; null where not every one of them could be judged.</summary>
    public double? Score => Sampled?.Mean;

    /// <summary>The mean over the answers with its 95 % interval, as everywhere in Assay; null as <see cref="Score"/>.</summary>
    public required Estimate? Mean { get; init; }

    /// <summary>How sure the judge is of it; null as <see cref="Score"/>.</summary>
    public required SampledMean? Sampled { get; init; }

    /// <summary>In the order in which they were given.</summary>
    public required IReadOnlyList<JudgedAnswer> Answers { get; init; }

    public required string Judge { get; init; }

    public required string JudgeVersion { get; init; }

    public required string Model { get; init; }

    /// <summary>Calls that this took.</summary>
    public int Calls => Answers.Sum(a => a.Samples.Sum(s => s.Attempts.Count));

    /// <summary>Verdicts that needed none, because the same was asked before.</summary>
    public int Cached => Answers.Sum(a => a.Samples.Count(s => s is Judged.Decided { Origin: not VerdictOrigin.Call }));

    public decimal CostUsd => Answers.Sum(a => a.Samples.Sum(s => s.Attempts.Sum(t => t.CostUsd)));

    /// <summary>Who judged, and what it took.</summary>
    internal string Footer => string.Create(
        CultureInfo.InvariantCulture, $"  judge {Judge}, version {JudgeVersion}, {Model} · {Calls} calls, {Cached} verdicts from the cache, ${CostUsd:0.00####}");
}

/// <summary>One answer, and what was said of it each time that it was judged.</summary>
/// <param name="Scores">Of the criterion that the bar is about, one for each sample that was scored.</param>
public sealed record JudgedAnswer(Answer Answer, IReadOnlyList<Judged> Samples, IReadOnlyList<double> Scores)
{
    /// <summary>Of fewer than half of its samples there is no score.</summary>
    public double? Score => Scores.Count > 0 && 2 * Scores.Count >= Samples.Count ? Scores.Average() : null;

    /// <summary>Why it has no score, in the words of whoever failed; null where it has.</summary>
    public string? Problem => Score is not null ? null : Samples.Select(ProblemOf).FirstOrDefault(p => p is not null);

    /// <summary>What the judge says of each criterion, of the first sample that was scored.</summary>
    public IReadOnlyList<CriterionScore> Said => Samples.OfType<Judged.Decided>().Select(d => d.Verdict).OfType<Verdict.Scored>().FirstOrDefault()?.Scores ?? [];

    private static string? ProblemOf(Judged judged) => judged switch
    {
        Judged.Decided { Verdict: Verdict.Unscored unscored } => $"{unscored.Reason.ToSnakeCase()}: {unscored.Detail}",
        Judged.Parked parked => $"the provider failed too often: {parked.Error}",
        Judged.Paused { Reason: PauseReason.Budget } paused => $"the budget is reached: {paused.Error}",
        Judged.Paused paused => $"the provider refuses the judge: {paused.Error}",
        _ => null,
    };
}
