using System.Globalization;

namespace Assay.Scoring.Sampling;

/// <summary>How often each question of a verdict is asked: a number of times, or until the mean is clear of a bar.</summary>
/// <param name="AtLeast">Samples that every verdict has.</param>
/// <param name="AtMost">No more are taken, however near the bar the mean lies.</param>
public sealed record SamplePlan(int AtLeast, int AtMost)
{
    public const int Most = 25;

    /// <summary>Before this many, Student's interval of a mean is too wide to be clear of anything.</summary>
    private const int FewestForInterval = 3;

    public static readonly SamplePlan One = new(1, 1);

    /// <summary>No more samples are taken once the mean is clear of it; null: always <see cref="AtMost"/>.</summary>
    public double? ClearOf { get; init; }

    /// <summary>With fewer samples that can be read there is no score; null: more than half of those taken must be.</summary>
    public int? Quorum { get; init; }

    public bool IsOne => AtMost == 1;

    public static SamplePlan Of(int samples) => new(samples, samples);

    /// <summary>Readable samples that a score needs.</summary>
    public int Needed(int taken) => Math.Min(Quorum ?? (taken / 2) + 1, taken);

    /// <summary>How many there are to be next, where the mean is not clear; null: no more.</summary>
    public int? Next(int taken) => taken >= AtMost ? null : Math.Min(AtMost, Math.Max(taken + 1, FewestForInterval));

    /// <summary>As it is part of a judge version.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture,
        $"{(AtLeast == AtMost ? $"{AtMost}" : $"{AtLeast} to {AtMost} until clear of {ClearOf}")}{(Quorum is { } quorum ? $", quorum {quorum}" : "")}");
}
