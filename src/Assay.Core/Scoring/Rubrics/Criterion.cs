using Assay.Scoring.Checking;

namespace Assay.Scoring.Rubrics;

/// <summary>One question asked about a response, with its scale and a sentence per score.</summary>
public sealed record Criterion
{
    public required string Name { get; init; }

    /// <summary>What is wrong with a name; null where nothing is.</summary>
    public static string? NameProblem(string name) =>
        name == "overall" ? "a criterion cannot be called `overall`: that is the name of the weighted mean."
        : name.Length == 0 || name.Any(c => !char.IsAsciiLetterOrDigit(c) && c is not ('_' or '-')) ? $"`{name}` cannot name a criterion: use letters, digits, _ and -."
        : null;

    public required string Question { get; init; }

    public required Scale Scale { get; init; }

    /// <summary>What a grade means, by the grade as it is written in the rubric, in that order.</summary>
    public IReadOnlyList<Anchor> Anchors { get; init; } = [];

    public double Weight { get; init; } = 1;

    /// <summary>The judge is asked for quotes, which are kept only where they are verbatim.</summary>
    public bool Evidence { get; init; }

    /// <summary>Decides the criterion by code; null: a model is asked.</summary>
    public Check? Check { get; init; }

    /// <summary>A criterion that a check decides, on the check's own scale.</summary>
    public static Criterion Of(string name, Check check, double weight = 1) =>
        new() { Name = name, Question = check.Question, Scale = check.Scale, Weight = weight, Check = check };
}

/// <summary>What one grade of a criterion means.</summary>
public sealed record Anchor(string Grade, string Meaning);
