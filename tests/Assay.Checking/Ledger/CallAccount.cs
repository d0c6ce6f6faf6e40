using Assay.Checking.Accounts;

namespace Assay.Checking.Ledger;

/// <summary>The ledger's attempts against the provider's log, item by item: number and cost.</summary>
/// <param name="Made">Calls in the log.</param>
/// <param name="WithoutAttempt">Calls that the ledger does not know: they were under way when the service died, or are.</param>
internal sealed record CallAccount(long Made, long Attempts, long WithoutAttempt, long LedgerNanoUsd, long LogNanoUsd)
{
    private const string Read = "(a.result IN ('read', 'no_verdict'))";

    public static CallAccount Of(LedgerSnapshot ledger, ProviderLog log, Findings findings)
    {
        Dictionary<ulong, Asked> attempts = Attempted(ledger);
        long without = 0;
        foreach ((ulong item, Asked made) in attempts)
        {
            ProviderLog.Calls calls = log.Of(item);
            findings.Checked();
            without += Math.Max(0, calls.Made - made.Attempts);
            if (made.Seen > calls.Made || made.Read > calls.Served)
            {
                findings.Add(FindingKind.Invented, $"the response with the key {made.Response} has {made.Seen} attempts that were answered, {made.Read} with a reply; the provider answered {calls.Made}, {calls.Served} with a reply");
            }
            else if (made.Read == calls.Served ? made.NanoUsd != calls.NanoUsd : made.NanoUsd >= calls.NanoUsd && calls.NanoUsd > 0)
            {
                findings.Add(FindingKind.CostDiffers, $"the response with the key {made.Response} cost {made.NanoUsd} billionths in {made.Read} replies, by the provider's log {calls.NanoUsd} in {calls.Served}");
            }
        }

        Dictionary<ulong, ProviderLog.Calls> others = log.All.Where(c => !attempts.ContainsKey(c.Key)).ToDictionary();
        without += others.Values.Sum(c => c.Made);
        FindReceived(ledger, others, findings);
        return new CallAccount(log.Made, attempts.Values.Sum(m => m.Attempts), without, attempts.Values.Sum(m => m.NanoUsd), log.All.Sum(c => c.Value.NanoUsd));
    }

    private static Dictionary<ulong, Asked> Attempted(LedgerSnapshot ledger)
    {
        IEnumerable<(ulong Item, Asked Asked)> rows = ledger.Rows(
            $"""
            SELECT {ScoredCalls.ItemColumns}, response_key, n, seen, replies, cost
            FROM (SELECT a.response_key, count(*) AS n, sum({Read} OR a.status_code IS NOT NULL) AS seen, sum({Read}) AS replies, sum(iif(a.estimated, 0, a.cost_nano_usd)) AS cost
                FROM attempts a WHERE a.response_key > 0 GROUP BY 1)
            JOIN responses USING (response_key)
            """,
            r => (ScoredCalls.Item(r.GetString(0), r.GetString(1)), new Asked(r.GetInt64(2), r.GetInt64(3), r.GetInt64(4), r.GetInt64(5), r.GetInt64(6))));
        var made = new Dictionary<ulong, Asked>();
        foreach ((ulong item, Asked more) in rows)
        {
            made[item] = made.TryGetValue(item, out Asked known) ? known + more : more;
        }

        return made;
    }

    /// <summary>What was asked about is among the responses.</summary>
    private static void FindReceived(LedgerSnapshot ledger, Dictionary<ulong, ProviderLog.Calls> asked, Findings findings)
    {
        if (asked.Count == 0)
        {
            return;
        }

        foreach (ulong item in ledger.Rows($"SELECT {ScoredCalls.ItemColumns} FROM responses ORDER BY response_key", r => ScoredCalls.Item(r.GetString(0), r.GetString(1))))
        {
            if (asked.Remove(item) && asked.Count == 0)
            {
                return;
            }
        }

        foreach ((ulong item, ProviderLog.Calls calls) in asked)
        {
            findings.Add(FindingKind.CalledForNothing, $"the provider was asked {calls.Made} times about the item {item:x16}, which was never received");
        }
    }

    /// <param name="Response">One of those with this content.</param>
    /// <param name="Seen">The provider has certainly seen them.</param>
    /// <param name="Read">Brought a reply.</param>
    private readonly record struct Asked(long Response, long Attempts, long Seen, long Read, long NanoUsd)
    {
        public static Asked operator +(Asked one, Asked other) =>
            new(one.Response, one.Attempts + other.Attempts, one.Seen + other.Seen, one.Read + other.Read, one.NanoUsd + other.NanoUsd);
    }
}
