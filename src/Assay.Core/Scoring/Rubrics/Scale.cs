using System.Globalization;

namespace Assay.Scoring.Rubrics;

/// <summary>The grades a criterion can get. Shown to the judge as it is declared, checked on the reply, never rescaled in silence.</summary>
public abstract record Scale
{
    private Scale()
    {
    }

    public abstract double Min { get; }

    public abstract double Max { get; }

    /// <summary>As it is written in a rubric: <c>1-5</c>, <c>pass/fail</c>, <c>labels: poor, ok, good</c>.</summary>
    public abstract string Text { get; }

    /// <summary>Any numeric range. Without <paramref name="Fractions"/> only whole numbers are on the scale.</summary>
    public sealed record Numeric(double From, double To, bool Fractions) : Scale
    {
        public override double Min => From;

        public override double Max => To;

        public override string Text => string.Create(CultureInfo.InvariantCulture, $"{From}-{To}{(Fractions ? ", fractions allowed" : "")}");
    }

    /// <summary>Pass is 1, fail is 0.</summary>
    public sealed record PassFail : Scale
    {
        public override double Min => 0;

        public override double Max => 1;

        public override string Text => "pass/fail";
    }

    /// <summary>Words with declared values, from worst to best as written.</summary>
    public sealed record Labels(IReadOnlyList<ScaleLabel> Values) : Scale
    {
        public override double Min => Values.Min(v => v.Value);

        public override double Max => Values.Max(v => v.Value);

        public override string Text => $"labels: {string.Join(", ", Values.Select(v => v.Name))}";
    }

    /// <summary>Yes/no items; the score is the share of yes, from 0 to 1.</summary>
    public sealed record Checklist(IReadOnlyList<string> Items) : Scale
    {
        public override double Min => 0;

        public override double Max => 1;

        public override string Text => "checklist";
    }

    /// <summary>What the grades are called, from worst to best as written; none on a scale of numbers.</summary>
    public IReadOnlyList<ScaleLabel> Names => this switch
    {
        PassFail => [new ScaleLabel("fail", 0), new ScaleLabel("pass", 1)],
        Labels labels => labels.Values,
        _ => [],
    };

    /// <summary>The same grades mean the same: only then may scores be averaged without a declared common scale.</summary>
    public bool IsSameKind(Scale other) => GetType() == other.GetType() && Min == other.Min && Max == other.Max;
}

/// <summary>A word of a label scale and what it counts.</summary>
public sealed record ScaleLabel(string Name, double Value);
