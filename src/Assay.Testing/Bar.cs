namespace Assay.Testing;

/// <summary>What answers must reach.</summary>
/// <param name="Score">The least mean that passes, on the criterion's own scale: 4 of 1-5, 1 of pass/fail.</param>
/// <param name="Criterion">A criterion of the rubric, or <c>overall</c>.</param>
public sealed record Bar(double Score, string Criterion)
{
    /// <summary>The overall score; in a rubric that has none, its first criterion.</summary>
    internal const string Usual = "";

    /// <summary>How often each answer is judged.</summary>
    public int Samples { get; init; } = 1;

    /// <summary>With several samples: how far below the bar the mean of many more of them may be, as far as can be told. Null: a quarter of the scale, half of pass/fail.</summary>
    public double? Margin { get; init; }

    public static Bar AtLeast(double score, string criterion = Usual) => new(score, criterion);
}
