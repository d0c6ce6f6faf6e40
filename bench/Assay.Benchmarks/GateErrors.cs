using System.Globalization;
using Assay.Gating;
using Assay.Gating.Looking;
using Assay.Gating.Statistics.Sequential;
using Assay.Tests.Gating;

namespace Assay.Benchmarks;

/// <summary>How often gates are wrong: 2,000 between two equals, and as many after a fall of the size that one said it could see.</summary>
internal static class GateErrors
{
    private static readonly GateScale Grades = new(GateScale.Overall, 1, 10, IsPassFail: false);
    private static readonly GateScale PassFail = new(GateScale.Overall, 0, 1, IsPassFail: true);

    private static readonly (string Name, ICaseSource Cases)[] Kinds =
    [
        ("20 cases, exact", new NoisyCases(20, Grades)),
        ("60 cases", new NoisyCases(60, Grades)),
        ("60 cases, 3 samples", new NoisyCases(60, Grades) { Samples = 3 }),
        ("200 cases", new NoisyCases(200, Grades)),
        ("60 cases, 5 criteria beside the overall score", new NoisyCases(60, Grades) { Criteria = 5 }),
        ("240 cases in 40 clusters", new NoisyCases(240, Grades) { ClusterSize = 6 }),
        ("pass/fail, 60 cases", new NoisyCases(60, PassFail)),
        ("pass/fail, 200 cases", new NoisyCases(200, PassFail)),
        ("pass/fail, 200 cases, 3 samples", new NoisyCases(200, PassFail) { Samples = 3 }),
        ("pairwise, 20 pairs, exact", new NoisyPairs(20)),
        ("pairwise, 60 pairs", new NoisyPairs(60)),
        ("pairwise, 200 pairs", new NoisyPairs(200)),
        ("pairwise, 200 pairs, a judge that hardly ever calls a tie", new NoisyPairs(200) { TieWithin = 0, PositionBias = 0 }),
        ("pairwise, 200 pairs, mostly ties", new NoisyPairs(200) { TieWithin = 1 }),
        ("pairwise, 200 pairs, 3 samples", new NoisyPairs(200) { Samples = 3 }),
        ("pairwise, 240 pairs in 40 clusters", new NoisyPairs(240) { ClusterSize = 6 }),
    ];

    /// <param name="looks">Null: one look; else how gates that may end early spend their level.</param>
    public static int Run(int gates, string? looks)
    {
        var stop = looks is null ? null : new EarlyStop { Spending = looks == "pocock" ? Spending.Pocock : Spending.ObrienFleming };
        Console.WriteLine(stop is null ? "| gate | wrongly failed | seen at the effect it said |" : "| gate | wrongly failed | seen at the effect it said | interval misses | cases judged, equals | cases judged, such a fall |");
        Console.WriteLine(stop is null ? "|---|--:|--:|" : "|---|--:|--:|--:|--:|--:|");
        foreach ((string name, ICaseSource cases) in Kinds)
        {
            var rates = GateErrorRates.Of(cases, new GateTerms { EarlyStop = stop }, gates, seed: 10_000);
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"| {name} | {rates.FalseFailures:0.0 %} | {rates.Power:0.0 %} |{(stop is null ? "" : $" {rates.Missed:0.0 %} | {rates.Judged.Equal:0 %} | {rates.Judged.Fallen:0 %} |")}"));
        }

        return 0;
    }
}
