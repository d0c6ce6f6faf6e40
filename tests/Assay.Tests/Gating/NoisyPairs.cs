using Assay.Gating;
using Normal = MathNet.Numerics.Distributions.Normal;

namespace Assay.Tests.Gating;

/// <summary>
/// Pairs as an application and a noisy judge make them: one output is better by something, and the judge sees it somewhat differently in
/// each order, prefers what is shown first, and calls what is close a tie. Orders that contradict each other are a tie.
/// </summary>
internal sealed record NoisyPairs(int Count) : ICaseSource
{
    /// <summary>Of the difference between two outputs, and of a look at it.</summary>
    private const double BetweenOutputs = 1;
    private const double BetweenLooks = 0.5;

    private static readonly double[] Grid = [.. Enumerable.Range(-40, 81).Select(i => i / 10.0)];

    public double PositionBias { get; init; } = 0.3;

    public double TieWithin { get; init; } = 0.2;

    public int Samples { get; init; } = 1;

    /// <summary>Pairs come in clusters of this size, and are better or worse together.</summary>
    public int ClusterSize { get; init; } = 1;

    public IReadOnlyList<GateScale> Scales { get; } = [GateScale.WinRate];

    public IReadOnlyList<GateCase> Draw(Random random, double fall)
    {
        double shift = ShiftFor(fall);
        double own = ClusterSize == 1 ? 1 : Math.Sqrt(0.5);
        double together = 0;
        var cases = new List<GateCase>(Count);
        for (int i = 0; i < Count; i++)
        {
            together = i % ClusterSize == 0 ? Draw(random) : together;
            double better = shift + (BetweenOutputs * ((own * Draw(random)) + (Math.Sqrt(1 - (own * own)) * together)));
            cases.Add(new GateCase
            {
                Id = $"pair-{i}",
                Cluster = ClusterSize == 1 ? null : $"cluster-{i / ClusterSize}",
                Baseline = Answer([GatePairs.Even]),
                Candidate = Answer([.. Enumerable.Range(0, Samples).Select(_ => Outcome(random, better))]),
            });
        }

        return cases;
    }

    private GateAnswer Answer(IReadOnlyList<double> scores) => new() { Asked = Samples, Scores = new Dictionary<string, IReadOnlyList<double>> { [GateScale.WinRate.Criterion] = scores } };

    private double Outcome(Random random, double better)
    {
        int original = Verdict(better + PositionBias + (BetweenLooks * Draw(random)));
        int swapped = Verdict(better - PositionBias + (BetweenLooks * Draw(random)));
        return original == swapped ? (1 + original) / 2.0 : GatePairs.Even;
    }

    private int Verdict(double seen) => Math.Abs(seen) < TieWithin ? 0 : Math.Sign(seen);

    /// <summary>By how much outputs must be worse for the win rate to be lower by so much.</summary>
    private double ShiftFor(double fall)
    {
        (double low, double high) = (-10, 0);
        for (int round = 0; round < 40 && fall > 0; round++)
        {
            double middle = (low + high) / 2;
            (low, high) = WinRate(middle) < GatePairs.Even - fall ? (middle, high) : (low, middle);
        }

        return fall > 0 ? high : 0;
    }

    private double WinRate(double shift)
    {
        double sum = 0;
        double weights = 0;
        foreach (double z in Grid)
        {
            double better = shift + (BetweenOutputs * z);
            double weight = Normal.PDF(0, 1, z);
            double won = Above(better + PositionBias) * Above(better - PositionBias);
            double lost = Above(-better - PositionBias) * Above(-better + PositionBias);
            sum += weight * (0.5 + ((won - lost) / 2));
            weights += weight;
        }

        return sum / weights;
    }

    private double Above(double better) => Normal.CDF(0, BetweenLooks, better - TieWithin);

    private static double Draw(Random random) => Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
}
