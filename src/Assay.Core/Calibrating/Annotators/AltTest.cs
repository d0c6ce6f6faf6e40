using MathNet.Numerics.Distributions;

namespace Assay.Calibrating.Annotators;

/// <summary>
/// The alternative annotator test (Calderon, Reichart and Dror 2025): whether a judge stands in for people as well as one of them does.
/// Each person is left out in turn; who is closer to the others, the judge or that person?
/// </summary>
/// <param name="WinningRate">The share of people whom the judge beats, after Benjamini and Yekutieli's correction at .05.</param>
/// <param name="AdvantageProbability">How often the judge is at least as close to the others as the person left out.</param>
/// <param name="People">For each person: items, p value, advantage, and whether the judge beats them.</param>
public sealed record AltTest(double WinningRate, double AdvantageProbability, IReadOnlyList<AltTest.Person> People)
{
    public const int FewestPeople = 3;
    public const int FewestItems = 30;

    /// <summary>How much worse a judge may be for being cheaper: .2 against experts, .15 skilled people, .1 a crowd.</summary>
    public const double UsualEpsilon = 0.2;

    private const double Q = 0.05;

    /// <summary>One person, left out.</summary>
    public sealed record Person(string Name, int Items, double PValue, double Advantage, bool IsBeaten);

    public bool Passes => WinningRate >= 0.5;

    /// <summary>How close a label is to those of the others; larger is closer.</summary>
    public delegate double Alignment(double label, IReadOnlyList<double> others);

    /// <summary>The share of the others who gave this label.</summary>
    public static double Accuracy(double label, IReadOnlyList<double> others) => (double)others.Count(o => o == label) / others.Count;

    /// <summary>The root of the mean squared difference, negative.</summary>
    public static double Closeness(double label, IReadOnlyList<double> others) => -Math.Sqrt(others.Average(o => (o - label) * (o - label)));

    /// <param name="judge">For each item the judge's label, or null.</param>
    /// <param name="people">For each person the label of every item, or null.</param>
    /// <returns>The test, or why it cannot be made.</returns>
    public static (AltTest? Test, string? Reason) Of(
        IReadOnlyList<double?> judge, IReadOnlyList<(string Name, IReadOnlyList<double?> Labels)> people, Alignment alignment, double epsilon = UsualEpsilon)
    {
        if (people.Count < FewestPeople)
        {
            return (null, $"the alt-test needs {FewestPeople} people; there {(people.Count == 1 ? "is 1" : $"are {people.Count}")}");
        }

        var persons = people.Select((p, left) => Compare(judge, people, left, alignment)).ToList();
        if (persons.Where(p => p.Differences.Count < FewestItems).Select(p => p.Name).FirstOrDefault() is { } few)
        {
            int items = persons.First(p => p.Name == few).Differences.Count;
            return (null, $"the alt-test needs {FewestItems} items per person that others and the judge labelled too; {few} has {items}");
        }

        double[] values = [.. persons.Select(p => PValue(p.Differences, epsilon))];
        bool[] beaten = BenjaminiYekutieli(values, Q);
        Person[] result = [.. persons.Select((p, i) => new Person(p.Name, p.Differences.Count, values[i], p.Advantage, beaten[i]))];
        return (new AltTest((double)beaten.Count(b => b) / beaten.Length, result.Average(p => p.Advantage), result), null);
    }

    /// <summary>Which hypotheses are rejected so that of those rejected no more than a share q is so wrongly, however they depend on each other.</summary>
    public static bool[] BenjaminiYekutieli(IReadOnlyList<double> values, double q)
    {
        int m = values.Count;
        double harmonic = Enumerable.Range(1, m).Sum(i => 1.0 / i);
        int[] order = [.. Enumerable.Range(0, m).OrderBy(i => values[i])];
        int last = -1;
        for (int i = 0; i < m; i++)
        {
            last = values[order[i]] <= (i + 1) * q / (m * harmonic) ? i : last;
        }

        bool[] rejected = new bool[m];
        for (int i = 0; i <= last; i++)
        {
            rejected[order[i]] = true;
        }

        return rejected;
    }

    private static (string Name, List<double> Differences, double Advantage) Compare(
        IReadOnlyList<double?> judge, IReadOnlyList<(string Name, IReadOnlyList<double?> Labels)> people, int left, Alignment alignment)
    {
        var differences = new List<double>();
        int advantages = 0;
        for (int i = 0; i < judge.Count; i++)
        {
            double[] others = [.. people.Where((_, p) => p != left).Select(p => p.Labels[i]).OfType<double>()];
            if (judge[i] is { } byJudge && people[left].Labels[i] is { } byPerson && others.Length > 0)
            {
                (double ofJudge, double ofPerson) = (alignment(byJudge, others), alignment(byPerson, others));
                advantages += ofJudge >= ofPerson ? 1 : 0;
                differences.Add((ofPerson >= ofJudge ? 1 : 0) - (ofJudge >= ofPerson ? 1 : 0));
            }
        }

        return (people[left].Name, differences, differences.Count == 0 ? 0 : (double)advantages / differences.Count);
    }

    /// <summary>Student's one-sided test that the mean difference is below epsilon.</summary>
    private static double PValue(List<double> differences, double epsilon)
    {
        double mean = differences.Average();
        double variance = differences.Sum(d => (d - mean) * (d - mean)) / (differences.Count - 1);
        return variance <= 0 ? (mean < epsilon ? 0 : 1) : StudentT.CDF(0, 1, differences.Count - 1, (mean - epsilon) / Math.Sqrt(variance / differences.Count));
    }
}
