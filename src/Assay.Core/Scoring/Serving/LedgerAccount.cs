using Assay.Scoring.Running;
using Assay.Scoring.Spending;

namespace Assay.Scoring.Serving;

/// <summary>Where the ledger stands: every response counts once for each judge it was accepted for.</summary>
public sealed record LedgerAccount(IReadOnlyList<LedgerAccount.Entry> Entries)
{
    /// <summary>Outcomes of one kind, of responses received within one hour.</summary>
    /// <param name="Judge">The judge's name, whatever its version.</param>
    /// <param name="Hour">Its beginning.</param>
    public sealed record Entry(string Judge, DateTimeOffset Hour, OutcomeState State, string Reason, long Count);

    /// <summary>When the longest owed response of a judge was received; where only an unfinished run owes it, when that began.</summary>
    public required IReadOnlyDictionary<string, DateTimeOffset> OldestOwed { get; init; }

    /// <summary>Since when the oldest is owed.</summary>
    /// <param name="hour">The earliest in which something was received that is owed.</param>
    /// <param name="offered">When the first was received of what a service offers.</param>
    /// <param name="begun">When the first unfinished run began, which sees to what it owes itself.</param>
    public static DateTimeOffset OwedSince(DateTimeOffset hour, DateTimeOffset? offered, DateTimeOffset? begun)
    {
        DateTimeOffset next = hour.AddHours(1);
        return offered < next ? offered.Value : begun > hour && begun < next ? begun.Value : hour;
    }

    /// <summary>What was not done to make budgets last, beside responses that were skipped for it.</summary>
    public IReadOnlyList<Withheld> NotDone { get; init; } = [];

    /// <param name="Judge">The judge's name, whatever its version.</param>
    /// <param name="Kind"><c>samples</c> or <c>jury</c>.</param>
    public sealed record Withheld(string Judge, string Kind, long Count);

    /// <param name="judge">The judge's name, whatever its version.</param>
    public GivenUp GivenUpBy(string judge)
    {
        Entry[] entries = [.. Entries.Where(e => e.Judge == judge)];
        return new GivenUp(
            Kind("samples"), Kind("jury"), entries.Where(e => e.State == OutcomeState.Skipped && e.Reason == GivenUp.Reason).Sum(e => e.Count),
            entries.Where(e => e.State is OutcomeState.Scored or OutcomeState.Unscored).Sum(e => e.Count));

        long Kind(string kind) => NotDone.Where(w => w.Judge == judge && w.Kind == kind).Sum(w => w.Count);
    }

    public IEnumerable<string> Judges => Entries.Select(e => e.Judge).Distinct().Order(StringComparer.Ordinal);
}
