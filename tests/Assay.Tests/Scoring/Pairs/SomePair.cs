using Assay.Collecting;
using Assay.Scoring.Judging;
using Assay.Scoring.Pairs;
using Assay.Scoring.Prompts;
using Assay.Scoring.Rubrics;
using Assay.Tests.Testing;

namespace Assay.Tests.Scoring.Pairs;

/// <summary>Makes pairs, and judges that compare them.</summary>
internal static class SomePair
{
    public const string Own = "Paris is the capital of France.";
    public const string Other = "It is Lyon, I think.";

    public static Response Pair(string own = Own, string other = Other) => Some.Response(own) with { Rival = new Rival(other) { Systems = ("a", "b") } };

    public static Judge Judge(PromptTemplate? template = null, string? pattern = null)
    {
        var by = new Rubric { Name = "quality", Criteria = [Some.Criterion(scale: new Scale.PassFail())] };
        return new Judge
        {
            Name = "pw", Model = new ModelReference("openai", "m"), Rubric = PairRubric.Of(by), PreferredBy = by, Template = template, Pattern = pattern,
        };
    }

    /// <summary>A reply by JSON schema that names a place.</summary>
    public static string Says(string place) => $$$"""{"preference":{"reason":"because {{{place}}}","score":"{{{place}}}"}}""";
}
