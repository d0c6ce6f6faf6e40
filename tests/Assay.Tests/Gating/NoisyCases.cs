using Assay.Gating;

namespace Assay.Tests.Gating;

/// <summary>
/// Cases as an application and a noisy judge make them: a case has a quality of its own, an answer is somewhat better or worse each time
/// it is written, and a judge sees it somewhat differently each time it looks, and gives a grade.
/// </summary>
internal sealed record NoisyCases(int Count, GateScale Scale) : ICaseSource
{
    /// <summary>Of grades: their spread over cases, between two answers to one case, and between two looks at one answer.</summary>
    private const double BetweenCases = 0.9;
    private const double BetweenAnswers = 0.5;
    private const double BetweenLooks = 0.5;

    private const double PassesFrom = -1;

    public int Samples { get; init; } = 1;

    /// <summary>Criteria beside the scale's own, that mostly see the same.</summary>
    public int Criteria { get; init; }

    /// <summary>Cases come in clusters of this size, whose answers are better or worse together.</summary>
    public int ClusterSize { get; init; } = 1;

    public IReadOnlyList<GateScale> Scales => [Scale, .. Enumerable.Range(1, Criteria).Select(i => Scale with { Criterion = $"criterion_{i}" })];

    /// <param name="fall">How much worse what is gated is: points of the scale, or the share of cases that fail and would have passed.</param>
    public IReadOnlyList<GateCase> Draw(Random random, double fall)
    {
        var cases = new List<GateCase>(Count);
        (double Before, double Now) together = default;
        for (int i = 0; i < Count; i++)
        {
            if (i % ClusterSize == 0)
            {
                together = ClusterSize == 1 ? default : (BetweenAnswers * Normal(random), BetweenAnswers * Normal(random));
            }

            double quality = BetweenCases * Normal(random);
            cases.Add(new GateCase
            {
                Id = $"case-{i}",
                Baseline = Answer(random, quality + together.Before, 0),
                Candidate = Answer(random, quality + together.Now, fall),
                Cluster = ClusterSize == 1 ? null : $"cluster-{i / ClusterSize}",
            });
        }

        return cases;
    }

    private GateAnswer Answer(Random random, double quality, double fall)
    {
        double written = quality + (BetweenAnswers * Normal(random));
        bool broken = Scale.IsPassFail && random.NextDouble() < fall / PassRate;
        return new GateAnswer
        {
            Asked = Samples,
            Scores = Scales.ToDictionary(
                s => s.Criterion,
                IReadOnlyList<double> (_) => [.. Enumerable.Range(0, Samples).Select(_ => Grade(random, written + (BetweenLooks * Normal(random)), fall, broken))],
                StringComparer.Ordinal),
        };
    }

    /// <summary>How many pass where nothing is broken.</summary>
    private static double PassRate { get; } = MathNet.Numerics.Distributions.Normal.CDF(
        0, Math.Sqrt((BetweenCases * BetweenCases) + (BetweenAnswers * BetweenAnswers) + (BetweenLooks * BetweenLooks)), -PassesFrom);

    /// <summary>Whole numbers in the middle of their scale, where a fall has room; or pass and fail.</summary>
    private double Grade(Random random, double seen, double fall, bool broken)
    {
        if (Scale.IsPassFail)
        {
            return broken || seen < PassesFrom ? 0 : 1;
        }

        // Rounded up as often as it takes for the mean to stay what it is.
        double exact = ((Scale.Min + Scale.Max) / 2) + seen - fall;
        double down = Math.Floor(exact);
        return Math.Clamp(down + (random.NextDouble() < exact - down ? 1 : 0), Scale.Min, Scale.Max);
    }

    private static double Normal(Random random) => Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
}
