namespace Assay.Surfacing.Alerts.Evaluating;

/// <summary>A fall of which an incident is open.</summary>
/// <param name="Points">How far the mean had fallen when it opened; positive.</param>
public sealed record OpenFall(AlertSubject Subject, DateTimeOffset OpenedAt, double Points)
{
    /// <summary>None where the incident is not about a fall.</summary>
    public static IEnumerable<OpenFall> Of(AlertSubject subject, DateTimeOffset openedAt, AlertEvidence opening) =>
        opening.Change is { } change ? [new OpenFall(subject, openedAt, -change.Value)] : [];
}
