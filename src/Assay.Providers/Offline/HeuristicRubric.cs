using Assay.Scoring.Rubrics;

namespace Assay.Providers.Offline;

/// <summary>What the offline judge can look at, used where no rubric is given.</summary>
public static class HeuristicRubric
{
    public const string Grounding = "grounding";
    public const string Coverage = "question_coverage";
    public const string Form = "form";

    private static readonly Scale Share = new Scale.Numeric(0, 1, Fractions: true);

    public static Rubric Instance { get; } = new()
    {
        Name = "heuristic",
        Overall = Share,
        Criteria =
        [
            new Criterion { Name = Coverage, Question = "Share of the question's words that the output takes up.", Scale = Share },
            new Criterion { Name = Grounding, Question = "Share of the output's words that stand in context or reference.", Scale = Share },
            new Criterion { Name = Form, Question = "Neither a stock refusal nor a fragment.", Scale = Share },
        ],
    };
}
