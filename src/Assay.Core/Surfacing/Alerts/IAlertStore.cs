namespace Assay.Surfacing.Alerts;

/// <summary>What a ledger tells of its rules, states and incidents. A store that cannot be used throws <see cref="Scoring.Running.LedgerException"/>.</summary>
public interface IAlertRecords
{
    /// <summary>Every state that is not simply well.</summary>
    Task<IReadOnlyList<AlertState>> StatesAsync(CancellationToken cancellationToken);

    /// <summary>The latest first.</summary>
    Task<IReadOnlyList<Incident>> IncidentsAsync(IncidentQuery query, CancellationToken cancellationToken);

    /// <summary>Rules that were made on the page, as YAML of one entry of <c>alerts:</c>, by name.</summary>
    Task<IReadOnlyDictionary<string, string>> RulesAsync(CancellationToken cancellationToken);

    /// <summary>Until when a rule tells nobody; by name, those in the past among them.</summary>
    Task<IReadOnlyDictionary<string, DateTimeOffset>> MutesAsync(CancellationToken cancellationToken);
}

/// <summary>Where the ledger keeps rules, states and incidents. What is saved twice changes nothing.</summary>
public interface IAlertStore : IAlertRecords
{
    /// <summary>Of several processes on one ledger one watches, until it stops or is gone.</summary>
    /// <returns>Whether it is this one.</returns>
    Task<bool> TryWatchAsync(CancellationToken cancellationToken);

    /// <summary>Saves a state, the incident that it opens or closes, and what receivers are owed of that, in one transaction.</summary>
    /// <param name="receivers">Who is owed the notice; none: it is only kept.</param>
    /// <returns>False where another process watches: nothing is saved then.</returns>
    Task<bool> SaveAsync(AlertState state, Incident? incident, AlertNotice? notice, IReadOnlyList<string> receivers, CancellationToken cancellationToken);

    /// <returns>False where there is none of this id.</returns>
    Task<bool> TryAcknowledgeAsync(Guid incident, Acknowledgement acknowledgement, CancellationToken cancellationToken);

    /// <param name="yaml">Null: it is removed; its open incidents are closed by whoever watches.</param>
    Task SaveRuleAsync(string name, string? yaml, CancellationToken cancellationToken);

    /// <param name="until">Null: not muted any more.</param>
    Task MuteAsync(string rule, DateTimeOffset? until, CancellationToken cancellationToken);
}

/// <summary>Where a rule stands with one subject.</summary>
/// <param name="Since">When it came to this stage.</param>
/// <param name="Incident">The open one.</param>
public sealed record AlertState(string Rule, AlertSubject Subject, AlertStage Stage, DateTimeOffset Since, Guid? Incident)
{
    /// <summary>No incident opens before: the cooldown after the last.</summary>
    public DateTimeOffset? QuietUntil { get; init; }

    /// <summary>There is nothing to remember.</summary>
    public bool IsPlain => Stage == AlertStage.Ok && Incident is null && QuietUntil is null;
}

public enum AlertStage
{
    Ok,

    /// <summary>It looks bad, but not yet surely so.</summary>
    Suspect,

    Alarm,

    /// <summary>It looks well again, but not yet for long enough.</summary>
    Recovering,

    /// <summary>Nothing can be said: nothing was scored, or too little, or the judge does not get on. An incident that was open stays so.</summary>
    NoData,
}

public sealed record IncidentQuery
{
    public DateTimeOffset? Since { get; init; }

    public string? Rule { get; init; }

    public Guid? Id { get; init; }

    public bool OnlyOpen { get; init; }

    public int AtMost { get; init; } = 100;
}
