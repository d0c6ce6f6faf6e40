namespace Assay.Scoring.Rubrics;

/// <summary>One question asked about a response, with its scale and a sentence per score.</summary>
public sealed record Criterion
{
    public required string Name { get; init; }

    public required string Question { get; init; }

    public required Scale Scale { get; init; }

    /// <summary>What a grade means, by the grade as it is written in the rubric, in that order.</summary>
    public IReadOnlyList<Anchor> Anchors { get; init; } = [];

    public double Weight { get; init; } = 1;

    /// <summary>The judge is asked for quotes, which are kept only where they are verbatim.</summary>
    public bool Evidence { get; init; }
}

/// <summary>What one grade of a criterion means.</summary>
public sealed record Anchor(string Grade, string Meaning);
