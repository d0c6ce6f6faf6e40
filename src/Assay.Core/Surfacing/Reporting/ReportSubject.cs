using Assay.Scoring.Running;

namespace Assay.Surfacing.Reporting;

/// <summary>What a report is about.</summary>
public abstract record ReportSubject
{
    private ReportSubject()
    {
    }

    /// <summary>One run of files.</summary>
    public sealed record OneRun(StoredRun Run) : ReportSubject;

    /// <summary>What was collected in a range, by runs and by a service.</summary>
    public sealed record Collected(ReportRange Range) : ReportSubject;
}
