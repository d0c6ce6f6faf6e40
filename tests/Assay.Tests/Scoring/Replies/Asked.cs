using Assay.Scoring.Judging;
using Assay.Scoring.Rubrics;
using Assay.Tests.Testing;

namespace Assay.Tests.Scoring.Replies;

/// <summary>What the judge was asked, for a row of the tables of replies.</summary>
public enum Asked
{
    /// <summary>Accuracy from 1 to 5, in whole numbers.</summary>
    Whole,

    /// <summary>Accuracy from 1 to 5, fractions allowed.</summary>
    Fractions,

    /// <summary>Accuracy from 1 to 10, in whole numbers.</summary>
    Ten,

    /// <summary>Accuracy from 0 to 1, fractions allowed.</summary>
    Share,

    /// <summary>Accuracy as pass or fail.</summary>
    PassFail,

    /// <summary>Accuracy as poor (0), ok (1) or good (2).</summary>
    Labels,

    /// <summary>Which of a (0) and b (1) is better.</summary>
    Pair,

    /// <summary>Accuracy as two yes/no items.</summary>
    Checklist,

    /// <summary>Accuracy and tone, both from 1 to 5.</summary>
    Two,

    /// <summary>Accuracy from 1 to 5, with the failure codes wrong_fact and off_topic.</summary>
    Codes,
}

internal static class AskedRubric
{
    public static Judge Judge(this Asked asked, string? pattern = null) => Some.Judge(asked.Rubric()) with { Pattern = pattern };

    private static Rubric Rubric(this Asked asked) => asked switch
    {
        Asked.Fractions => Some.Rubric(Some.Criterion(scale: new Scale.Numeric(1, 5, Fractions: true))),
        Asked.Ten => Some.Rubric(Some.Criterion(scale: Some.OneToTen)),
        Asked.Share => Some.Rubric(Some.Criterion(scale: Some.ZeroToOne)),
        Asked.PassFail => Some.Rubric(Some.Criterion(scale: new Scale.PassFail())),
        Asked.Labels => Some.Rubric(Some.Criterion(scale: new Scale.Labels([new("poor", 0), new("ok", 1), new("good", 2)]))),
        Asked.Pair => Some.Rubric(Some.Criterion(scale: new Scale.Labels([new("a", 0), new("b", 1)]))),
        Asked.Checklist => Some.Rubric(Some.Criterion(scale: new Scale.Checklist(["Names the capital.", "Gives a source."]))),
        Asked.Two => Some.Rubric(Some.Criterion(), Some.Criterion("tone")),
        Asked.Codes => Some.Rubric() with { FailureCodes = [new("wrong_fact"), new("off_topic")] },
        _ => Some.Rubric(),
    };
}
