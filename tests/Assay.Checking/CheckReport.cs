namespace Assay.Checking;

/// <summary>What watching a ledger brought.</summary>
/// <param name="Seconds">How long it was watched.</param>
/// <param name="Looks">How often its equation was checked.</param>
/// <param name="Asked">At how many of these looks the service told its own account, and was compared.</param>
/// <param name="Unbalanced">Looks at which something did not come out.</param>
public sealed record CheckReport(double Seconds, long Looks, long Asked, long Unbalanced, Findings Findings)
{
    /// <summary>At the last look.</summary>
    public required OutcomeCounts Outcomes { get; init; }

    /// <summary>Different responses that the client was told are saved.</summary>
    public required long Acknowledged { get; init; }

    /// <summary>Different responses of which the client never heard.</summary>
    public required long Unanswered { get; init; }

    /// <summary>Of these, how many were kept.</summary>
    public required long UnansweredKept { get; init; }

    /// <summary>By the provider's log; 0 without one.</summary>
    public required long Calls { get; init; }

    /// <summary>In the ledger.</summary>
    public required long Attempts { get; init; }

    /// <summary>Calls whose attempt is not in the ledger: under way when the service died, or at the end.</summary>
    public required long CallsWithoutAttempt { get; init; }

    public required decimal LedgerUsd { get; init; }

    public required decimal LogUsd { get; init; }

    public bool IsClean => Findings.All == 0 && Looks > 0;

    public override string ToString()
    {
        string provider = Calls == 0 ? "" : FormattableString.Invariant(
            $"; {Calls:N0} calls, {Attempts:N0} attempts, {CallsWithoutAttempt:N0} calls without one; {LedgerUsd:0.000000} USD in the ledger, {LogUsd:0.000000} by the calls");
        string found = string.Concat(Findings.First.Select(f => $"\n    {f.Kind}: {f.Text}"));
        return FormattableString.Invariant(
            $"checker: {Looks:N0} looks in {Seconds:N0} s, {Asked:N0} with the service's own account beside them, {Unbalanced:N0} unbalanced; {Findings.Checks:N0} checks; {Acknowledged:N0} acknowledged: {Of(FindingKind.Lost)} lost, {Of(FindingKind.Duplicated)} doubled; {Of(FindingKind.Phantom)} phantom; {Unanswered:N0} unanswered, of which {UnansweredKept:N0} kept; {Of(FindingKind.Changed)} changed after they were decided, {Of(FindingKind.Invented)} invented, {Of(FindingKind.CalledForNothing)} calls for nothing, {Of(FindingKind.CostDiffers)} costs that differ{provider}; {Outcomes}{found}");
    }

    private string Of(FindingKind kind) => Findings.Of(kind).ToString("N0", System.Globalization.CultureInfo.InvariantCulture);
}
