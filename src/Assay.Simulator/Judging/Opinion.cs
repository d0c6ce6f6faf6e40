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
    private readonly double lengthRatio;
    private readonly bool isPair;

    public Opinion(in Item item, JudgeTraits traits)
    {
        this.traits = traits;
        isPair = item.IsPair;
        firstHash = StableHash.Of(item.Output, StableHash.Of(item.Input));
        first = LatentQuality.Of(item, item.Output);
        if (isPair)
        {
            secondHash = StableHash.Of(item.SecondOutput, StableHash.Of(item.Input));
            second = LatentQuality.Of(item, item.SecondOutput);
        }

        noiseHash = StableHash.Mix(item.Hash, traits.NoiseKey);
        lengthRatio = Math.Log2(Math.Max(1, item.Output.Length) / (isPair ? Math.Max(1, item.SecondOutput.Length) : UsualLength));
    }

    /// <summary>Noise as a share of the scale.</summary>
    public double Spread => traits.Noise;

    /// <summary>Quality in [0, 1] as this judge sees it, noise included.</summary>
    public double Quality(ulong criterion) => Math.Clamp(Expected(criterion) + (traits.Noise * Deviate(criterion)), 0, 1);

    /// <summary>Quality in [0, 1] as this judge would see it on average.</summary>
    public double Expected(ulong criterion) =>
        Math.Clamp(Truth(first, firstHash, criterion) + (isPair ? 0 : traits.LengthBias * lengthRatio), 0, 1);

    public Preference Preferred(ulong criterion, bool tieAllowed)
    {
        var difference = Truth(first, firstHash, criterion) - Truth(second, secondHash, criterion)
            + traits.PositionBias + (traits.LengthBias * lengthRatio) + (traits.Noise * Math.Sqrt(2) * Deviate(criterion));
        return tieAllowed && Math.Abs(difference) < TieWithin ? Preference.Tie
            : difference >= 0 ? Preference.First
            : Preference.Second;
    }

    private static double Truth(double overall, ulong output, ulong criterion) =>
        overall + (CriterionSpread * StableHash.Gaussian(StableHash.Mix(output, criterion)));

    private double Deviate(ulong criterion) => StableHash.Gaussian(StableHash.Mix(noiseHash, criterion));
}
