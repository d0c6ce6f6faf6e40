using Assay.Checking.Accounts;

namespace Assay.Checking.Ledger;

/// <summary>What was sent against what is stored, id by id: nothing acknowledged is missing, nothing is there twice or was never sent.</summary>
/// <param name="Acknowledged">Different ids.</param>
/// <param name="Unanswered">Different ids of which no request was ever answered.</param>
/// <param name="UnansweredKept">Of these, how many are stored.</param>
internal sealed record ResponseCount(long Acknowledged, long Unanswered, long UnansweredKept)
{
    public static ResponseCount Of(LedgerSnapshot ledger, SentIds sent, Findings findings)
    {
        IEnumerable<string> stored = ledger.Rows("SELECT id FROM responses", r => r.GetString(0));
        List<ulong> acknowledged = Distinct(IdHash.Sorted(sent.Acknowledged));
        List<ulong> unanswered = [.. Without(Distinct(IdHash.Sorted(sent.Unanswered)), acknowledged)];
        List<ulong> rows = IdHash.Sorted(stored);
        List<ulong> there = Distinct(rows);
        findings.Checked(acknowledged.Count + there.Count);

        Name(FindingKind.Duplicated, Repeated(rows), stored, findings);
        Name(FindingKind.Lost, Without(acknowledged, there), sent.Acknowledged, findings);
        Name(FindingKind.Phantom, Without([.. Without(there, acknowledged)], unanswered), stored, findings);
        return new ResponseCount(acknowledged.Count, unanswered.Count, unanswered.Count - Without(unanswered, there).Count());
    }

    private static List<ulong> Distinct(List<ulong> sorted) => [.. sorted.Where((hash, i) => i == 0 || hash != sorted[i - 1])];

    private static IEnumerable<ulong> Repeated(List<ulong> sorted) => sorted.Where((hash, i) => i > 0 && hash == sorted[i - 1]);

    /// <summary>Of ascending hashes, those that the others have not.</summary>
    private static IEnumerable<ulong> Without(List<ulong> sorted, List<ulong> others)
    {
        int at = 0;
        foreach (ulong hash in sorted)
        {
            while (at < others.Count && others[at] < hash)
            {
                at++;
            }

            if (at == others.Count || others[at] != hash)
            {
                yield return hash;
            }
        }
    }

    private static void Name(FindingKind kind, IEnumerable<ulong> hashes, IEnumerable<string> ids, Findings findings)
    {
        HashSet<ulong> wrong = [.. hashes];
        if (wrong.Count == 0)
        {
            return;
        }

        foreach (string id in ids.Where(id => wrong.Remove(IdHash.Of(id))))
        {
            findings.Add(kind, $"the response {id}");
        }
    }
}
