using Assay.Calibrating.Anchors;
using MathNet.Numerics.Distributions;

namespace Assay.Tests.Calibrating.Anchors;

/// <summary>Anchors of a simulated judge with grades from 1 to 5, and what it says of them before and after it moved.</summary>
internal sealed class AnchorCases(int seed)
{
    public static readonly DateTimeOffset Noon = new(2026, 5, 4, 12, 0, 0, TimeSpan.Zero);

    public static readonly AnchorMeasure Score = new("overall", 1, 5);

    private readonly Random _random = new(seed);

    /// <summary>How far one score of a response lies from the next, in points before rounding: with grades in whole points about half a point.</summary>
    private const double Unsteadiness = 0.385;

    /// <param name="moved">Points by which the judge finds everything better than at first, after the baseline.</param>
    public (IReadOnlyList<AnchorReading> Baseline, IReadOnlyList<AnchorReading> Later) Draw(int anchors, int runs, int rounds, double moved)
    {
        double[] truth = [.. Enumerable.Range(0, anchors).Select(_ => Normal.Sample(_random, 3.7, 0.9))];
        return (Readings(truth, runs, 0, AnchorPurpose.Baseline), Readings(truth, rounds, moved, AnchorPurpose.Burst));
    }

    public IReadOnlyList<AnchorReading> Readings(double[] truth, int times, double moved, AnchorPurpose purpose) =>
        [.. Enumerable.Range(0, times).SelectMany(_ => truth.Index().Select(t => Reading(t.Index, t.Item + moved + Normal.Sample(_random, 0, Unsteadiness), purpose)))];

    public static AnchorReading Reading(int anchor, double score, AnchorPurpose purpose, DateTimeOffset? at = null, int baseline = 1) =>
        new(Guid.CreateVersion7(at ?? Noon), $"a{anchor}", purpose, baseline, at ?? Noon)
        {
            Scores = new Dictionary<string, double> { ["overall"] = Math.Clamp(Math.Round(score, MidpointRounding.AwayFromZero), 1, 5) },
        };
}
