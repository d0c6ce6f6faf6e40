using Assay.Calibrating.Certainty;

namespace Assay.Tests.Calibrating.Certainty;

public sealed class CascadeTests
{
    private static readonly CascadeGoal Goal = new(0.85, 0.1);

    /// <summary>A thousand gold sets: how often a certificate promises more than holds in the population that they come from.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void Certificates_hold_as_often_as_they_promise(int judges)
    {
        string[] names = [.. Enumerable.Range(0, judges).Select(j => $"judge{j}")];
        CascadeItem[] population = [.. Draw(new Random(99), 20_000, judges)];
        var random = new Random(7 + judges);
        (int certified, int broken) = (0, 0);
        for (int split = 0; split < 1_000; split++)
        {
            if (CascadeReading.Certify([.. Draw(random, 300, judges)], names, Goal) is { } certificate)
            {
                certified++;
                broken += Risk(population, certificate) > Goal.Risk ? 1 : 0;
            }
        }

        Assert.True(certified > 700, $"only {certified} of 1000 were certified");
        Assert.True(broken <= Goal.Delta * 1_000, $"{broken} of 1000 were broken");
    }

    [Fact]
    public void More_certain_judges_decide_more()
    {
        CascadeItem[] gold = [.. Draw(new Random(1), 2_000, 1)];

        double strict = CascadeReading.Certify(gold, ["a"], new CascadeGoal(0.93, 0.1))!.Coverage.Mean;
        double mild = CascadeReading.Certify(gold, ["a"], new CascadeGoal(0.8, 0.1))!.Coverage.Mean;

        Assert.InRange(strict, 0.1, mild - 0.1);
    }

    [Fact]
    public void What_the_cheap_judge_is_sure_of_the_dear_one_is_not_asked()
    {
        CascadeReport report = CascadeReading.Read([.. Draw(new Random(2), 1_500, 2)], ["cheap", "dear"], Goal);

        CascadeCertificate certificate = report.Certificate!;
        Assert.True(certificate.Coverage.Mean > report.Each[0].Certificate!.Coverage.Mean);
        Assert.True(certificate.CostPerItem < certificate.CostOfLast);
        Assert.Equal(1, certificate.Stages.Sum(s => s.Share), 9);
        Assert.True(certificate.RiskBound <= Goal.Risk);
    }

    /// <summary>By hand: 0 of n pass at a risk of .15 and a delta of .1 from n = ln .1 / ln .85 = 14.2 on.</summary>
    [Fact]
    public void Too_little_gold_is_refused_with_what_is_needed()
    {
        Assert.Equal(15, SelectiveRule.Fewest(Goal));
        CascadeReport report = CascadeReading.Read([.. Draw(new Random(1), 25, 1)], ["a"], Goal);

        Assert.Null(report.Certificate);
        Assert.Contains("gold is too small", report.Refusal, StringComparison.Ordinal);
        Assert.Contains($"{Math.Max(30, SelectiveRule.Promising(Goal))} are needed", report.Refusal, StringComparison.Ordinal);
    }

    [Fact]
    public void A_judge_whose_confidence_says_nothing_is_not_certified_above_its_accuracy()
    {
        var random = new Random(3);
        CascadeItem[] gold = [.. Enumerable.Range(0, 1_000).Select(_ => new CascadeItem("a", [new CascadeVerdict(random.NextDouble() < 0.7 ? "a" : "b", random.NextDouble(), null)]))];

        CascadeReport report = CascadeReading.Read(gold, ["a"], Goal);

        Assert.Null(report.Certificate);
        Assert.Contains("nothing can be certified", report.Refusal, StringComparison.Ordinal);
    }

    /// <summary>The risk of what is decided, by the thresholds as they are shown to users.</summary>
    private static double Risk(CascadeItem[] population, CascadeCertificate certificate)
    {
        (int decided, int wrong) = (0, 0);
        foreach (CascadeItem item in population)
        {
            for (int j = 0; j < certificate.Stages.Count; j++)
            {
                if (certificate.Stages[j].Threshold is { } threshold && item.Verdicts[j]!.Confidence >= threshold)
                {
                    decided++;
                    wrong += item.Verdicts[j]!.Label == item.Truth ? 0 : 1;
                    break;
                }
            }
        }

        return (double)wrong / Math.Max(1, decided);
    }

    /// <summary>Judges that are somewhat too sure of themselves, the second one better and dearer; on hard items both err more.</summary>
    private static IEnumerable<CascadeItem> Draw(Random random, int n, int judges)
    {
        for (int i = 0; i < n; i++)
        {
            double hard = random.NextDouble();
            yield return new CascadeItem("a", [.. Enumerable.Range(0, judges).Select(j =>
            {
                double sure = Math.Clamp(0.995 - (hard * hard * (j == 0 ? 0.45 : 0.3)) + (0.02 * (random.NextDouble() - 0.5)), 0.5, 0.999);
                return new CascadeVerdict(random.NextDouble() < sure - 0.03 ? "a" : "b", sure, j == 0 ? 0.001 : 0.01);
            })]);
        }
    }
}
