using Microsoft.Data.Sqlite;

namespace Assay.Checking.Ledger;

/// <summary>Whose outcome a row is.</summary>
internal readonly record struct OutcomeKey(long Response, long JudgeVersion, long Repeat);

/// <summary>The outcomes of a range of responses as they were when it was last read. What was decided then must be the same ever after, to the last bit.</summary>
internal sealed class OutcomeBlock(long first)
{
    public const long Size = 10_000;

    private Dictionary<OutcomeKey, Decision> _decided = [];

    public OutcomeCounts Counts { get; private set; }

    /// <summary>Of the responses, when it was last read.</summary>
    public long LastKey { get; private set; }

    /// <summary>Some are decided and some are not, or there may be new ones: it is likely to be different at the next look.</summary>
    public bool IsMoving => (Counts.Owed > 0 && Counts.Owed < Counts.All) || LastKey < first + Size - 1;

    public bool IsOwed => Counts.Owed == Counts.All;

    /// <param name="scored">Told of each that is scored and was not before.</param>
    public void Read(LedgerSnapshot ledger, Findings findings, Action<OutcomeKey> scored)
    {
        object[] range = [first, first + Size - 1];
        Counts = OutcomeCounts.Of(ledger.Rows(
            "SELECT state, count(*) FROM outcomes WHERE response_key BETWEEN $0 AND $1 GROUP BY state", r => (r.GetInt64(0), r.GetInt64(1)), range));
        LastKey = Math.Min(ledger.LargestKey, first + Size - 1);
        var decided = new Dictionary<OutcomeKey, Decision>(_decided.Count);
        using IEnumerator<(OutcomeKey Key, ulong Digest)> scores = Scores(ledger, range).GetEnumerator();
        bool more = scores.MoveNext();
        foreach ((OutcomeKey key, long state, ulong digest) in Outcomes(ledger, range))
        {
            ulong whole = digest;
            while (more && Comparer.Compare(scores.Current.Key, key) <= 0)
            {
                whole = scores.Current.Key == key ? BitDigest.Add(whole, scores.Current.Digest) : whole;
                more = scores.MoveNext();
            }

            decided[key] = new Decision(state, whole);
            if (!_decided.ContainsKey(key) && state == 1)
            {
                scored(key);
            }
        }

        Compare(decided, findings);
        _decided = decided;
    }

    /// <summary>Responses that owe nobody anything and were skipped by nobody, and outcomes of responses that are not there.</summary>
    public void ReadOrphans(LedgerSnapshot ledger, Findings findings)
    {
        object[] range = [first, first + Size - 1];
        Orphans("SELECT response_key FROM responses r WHERE response_key BETWEEN $0 AND $1 AND NOT EXISTS (SELECT 1 FROM outcomes o WHERE o.response_key = r.response_key)", "has no outcome");
        Orphans("SELECT response_key FROM outcomes o WHERE response_key BETWEEN $0 AND $1 AND NOT EXISTS (SELECT 1 FROM responses r WHERE r.response_key = o.response_key)", "has an outcome and is not there");

        void Orphans(string sql, string what)
        {
            foreach (long key in ledger.Rows(sql, r => r.GetInt64(0), range))
            {
                findings.Add(FindingKind.Unbalanced, $"the response with the key {key} {what}");
            }
        }
    }

    private static IEnumerable<(OutcomeKey Key, long State, ulong Digest)> Outcomes(LedgerSnapshot ledger, object[] range) => ledger.Rows(
        """
        SELECT response_key, judge_version_key, repeat, state, reason, overall, failure_code, decided_at FROM outcomes
        WHERE response_key BETWEEN $0 AND $1 AND state <> 0 ORDER BY response_key, judge_version_key, repeat
        """,
        r => (Key(r), r.GetInt64(3), BitDigest.Of(r, 3)), range);

    private static IEnumerable<(OutcomeKey Key, ulong Digest)> Scores(LedgerSnapshot ledger, object[] range) => ledger.Rows(
        """
        SELECT response_key, judge_version_key, repeat, criterion, score, label FROM criterion_scores
        WHERE response_key BETWEEN $0 AND $1 ORDER BY response_key, judge_version_key, repeat, criterion
        """,
        r => (Key(r), BitDigest.Of(r, 3)), range);

    private static OutcomeKey Key(SqliteDataReader row) => new(row.GetInt64(0), row.GetInt64(1), row.GetInt64(2));

    private static Comparer<OutcomeKey> Comparer { get; } = Comparer<OutcomeKey>.Create((a, b) =>
        (a.Response, a.JudgeVersion, a.Repeat).CompareTo((b.Response, b.JudgeVersion, b.Repeat)));

    private void Compare(Dictionary<OutcomeKey, Decision> now, Findings findings)
    {
        findings.Checked(_decided.Count);
        foreach ((OutcomeKey key, Decision before) in _decided)
        {
            if (!now.TryGetValue(key, out Decision after))
            {
                findings.Add(FindingKind.Changed, $"the response with the key {key.Response} had an outcome of judge version {key.JudgeVersion} and has none any more");
            }
            else if (after != before)
            {
                findings.Add(FindingKind.Changed, $"the outcome of the response with the key {key.Response} by judge version {key.JudgeVersion} was decided and is another now");
            }
        }
    }

    private readonly record struct Decision(long State, ulong Digest);
}
