namespace Assay.Surfacing.Alerts.Evaluating;

/// <summary>
/// Why a rule on scores says nothing: those that a judge in trouble still gives are no sample of what it was asked, so what they
/// say would be laid to the application. The trouble itself is for the rules on coverage, on what is owed and on paused judges.
/// </summary>
internal static class Blindness
{
    public static string? Of(WindowFigures figures) => figures.IsBlind
        ? FormattableString.Invariant($"only {figures.Scored} of {figures.Asked} could be scored, which says something of the judge and not of what it judges")
        : null;
}
