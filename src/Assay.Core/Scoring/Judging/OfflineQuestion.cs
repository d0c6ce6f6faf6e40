using Assay.Collecting;
using Assay.Scoring.Rubrics;

namespace Assay.Scoring.Judging;

/// <summary>What an offline judge reads instead of the prompt; stands in the chat options' additional properties.</summary>
public sealed record OfflineQuestion(Response Response, IReadOnlyList<Criterion> Asked)
{
    public const string Property = "assay.item";
}
