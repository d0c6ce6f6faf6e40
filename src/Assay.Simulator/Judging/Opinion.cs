using Assay.Simulator.Judging.Items;

namespace Assay.Simulator.Judging;

/// <summary>What the judge thinks of one item: a value per criterion, with its own noise.</summary>
internal readonly struct Opinion
{
    /// <summary>How far criteria differ from the item's overall quality.</summary>
    private const double CriterionSpread = 0.09;

    /// <summary>Below this difference two responses are called equal.</summary>
    private const double TieWithin = 0.03;

    private const double UsualLength = 400;

    private readonly JudgeTraits traits;
    private readonly ulong firstHash;
    private readonly ulong secondHash;
    private readonly ulong noiseHash;
    private readonly double first;
    private readonly double second;
    private readonly double liking;
    private readonly double lengthRatio;
    private readonly bool isPair;

    public Opinion(in Item item, JudgeTraits traits)
    {
        this.traits = traits;
        var options = traits.Options;
        isPair = item.IsPair;
        (first, firstHash) = Latent(item, item.Output, options);
        liking = Liking.Of(item.Output, options) + (traits.IsBestFirst ? options.OrderBias : 0);
        if (isPair)
        {
            (second, secondHash) = Latent(item, item.SecondOutput, options);
            liking = Liking.Of(item.Output, options) - Liking.Of(item.SecondOutput, options);
        }

        noiseHash = StableHash.Mix(item.Hash, traits.NoiseKey);
        lengthRatio = Math.Log2(Math.Max(1, item.Output.Length) / (isPair ? Math.Max(1, item.SecondOutput.Length) : UsualLength));
    }

    /// <summary>Noise as a share of the scale.</summary>
    public double Spread => Math.Sqrt((traits.Options.Noise * traits.Options.Noise) + (traits.Options.RepeatNoise * traits.Options.RepeatNoise));

    /// <summary>Quality in [0, 1] as this judge sees it, noise included.</summary>
    public double Quality(ulong criterion) => Math.Clamp(Expected(criterion) + Noise(criterion), 0, 1);

    /// <summary>Quality in [0, 1] as this judge would see it on average.</summary>
    public double Expected(ulong criterion) =>
        Math.Clamp(Truth(first, firstHash, criterion) + (isPair ? 0 : (traits.Options.LengthBias * lengthRatio) + liking + traits.Shift), 0, 1);

    public Preference Preferred(ulong criterion, bool tieAllowed)
    {
        var difference = Truth(first, firstHash, criterion) - Truth(second, secondHash, criterion)
            + traits.Options.PositionBias + (traits.Options.LengthBias * lengthRatio) + liking + (Math.Sqrt(2) * Noise(criterion));
        return tieAllowed && Math.Abs(difference) < TieWithin ? Preference.Tie
            : difference >= 0 ? Preference.First
            : Preference.Second;
    }

    /// <summary>What is true of an output, and what its criteria differ by: held against a reference, the same for all outputs of one input.</summary>
    private static (double Quality, ulong Hash) Latent(in Item item, ReadOnlySpan<char> output, SimulatorOptions options) =>
        options.ReadsReference && !item.Reference.IsEmpty
            ? (ReferenceReading.Of(item, output), StableHash.Of(item.Input))
            : (LatentQuality.Of(item, output), StableHash.Of(output, StableHash.Of(item.Input)));

    private static double Truth(double overall, ulong output, ulong criterion) =>
        overall + (CriterionSpread * StableHash.Gaussian(StableHash.Mix(output, criterion)));

    private double Noise(ulong criterion)
    {
        var noise = traits.Options.Noise * StableHash.Gaussian(StableHash.Mix(noiseHash, criterion));
        return traits.Options.RepeatNoise == 0 ? noise
            : noise + (traits.Options.RepeatNoise * StableHash.Gaussian(StableHash.Mix(traits.CallKey, criterion)));
    }
}
