using Assay.Scoring.Running;

namespace Assay.Collecting.Intake;

/// <summary>What a judge of the service is to see of the responses that arrive.</summary>
/// <param name="Run">The standing run that its outcomes belong to.</param>
public sealed record IntakeRule(RunKey Run, ResponseFilter Filter, Sample Sample)
{
    /// <summary>Null where the response is to be judged.</summary>
    public (SkipReason Reason, string? Detail)? Skips(in Arrival arrival)
    {
        if (arrival.NoContent is { } remedy)
        {
            return (SkipReason.NoContent, remedy);
        }

        if (Filter.Mismatch(arrival.Response) is { } mismatch)
        {
            return (SkipReason.NotMatched, mismatch);
        }

        return Sample.Includes(arrival.Response.Id) ? null : (SkipReason.NotSampled, null);
    }
}
