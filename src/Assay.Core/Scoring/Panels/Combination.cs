using System.Text.Json;
using Assay.Calibrating.Juries;

namespace Assay.Scoring.Panels;

/// <summary>How the grades of several voters become one.</summary>
public abstract record Combination
{
    private Combination()
    {
    }

    /// <summary>As it is written in a configuration.</summary>
    public abstract string Name { get; }

    /// <param name="grades">What each voter gave, by its place among the voters of the stage; null where it gave none. At least one did.</param>
    public abstract double Of(IReadOnlyList<double?> grades);

    public virtual void WriteDefinition(Utf8JsonWriter json) => json.WriteString("combine", Name);

    /// <summary>The mean, which may lie between the grades of the scale.</summary>
    public sealed record Mean : Combination
    {
        public override string Name => "mean";

        public override double Of(IReadOnlyList<double?> grades) => grades.OfType<double>().Average();
    }

    /// <summary>The middle one; of an even number the mean of the two in the middle.</summary>
    public sealed record Median : Combination
    {
        public override string Name => "median";

        public override double Of(IReadOnlyList<double?> grades)
        {
            double[] given = [.. grades.OfType<double>().Order()];
            return (given[(given.Length - 1) / 2] + given[given.Length / 2]) / 2;
        }
    }

    /// <summary>The grade that most give; of equally frequent ones that of the voter who is named first.</summary>
    public sealed record Majority : Combination
    {
        public override string Name => "majority";

        public override double Of(IReadOnlyList<double?> grades) => Vote(grades, [.. grades.Select(_ => 1.0)]);
    }

    /// <summary>The grade with the greatest weight of votes, with weights learnt from gold.</summary>
    /// <param name="Weights">One per voter of the stage.</param>
    public sealed record Weighted(IReadOnlyList<double> Weights) : Combination
    {
        public override string Name => "weighted";

        public override double Of(IReadOnlyList<double?> grades) => Vote(grades, Weights);

        public override void WriteDefinition(Utf8JsonWriter json)
        {
            base.WriteDefinition(json);
            json.WriteStartArray("weights");
            foreach (double weight in Weights)
            {
                json.WriteNumberValue(weight);
            }

            json.WriteEndArray();
        }
    }

    private static double Vote(IReadOnlyList<double?> grades, IReadOnlyList<double> weights)
    {
        double[] values = [.. grades.OfType<double>().Distinct()];
        double[] trust = [.. weights.Select((weight, i) => weight - (i * 1e-9))];
        return values[JuryVote.Weighted([.. grades.Select(g => g is { } grade ? Array.IndexOf(values, grade) : -1)], weights, trust)];
    }
}
