using Assay.Collecting;
using Assay.Scoring.Judging;

namespace Assay.Calibrating.Probing;

/// <summary>Responses that one judge is asked about, in one of its samples.</summary>
/// <param name="Repeat">A sample beyond the first is never answered by the cache entry of the first.</param>
public sealed record ProbeRun(ProbeSitting Sitting, Judge Judge, int Repeat, IReadOnlyList<Response> Responses)
{
    /// <summary>Questions that need a call, retries not counted.</summary>
    public long Calls => Responses.Count(r => OutputChecks.Run(Judge.Checks, r) is null) * (long)Judge.Questions.Count;
}
