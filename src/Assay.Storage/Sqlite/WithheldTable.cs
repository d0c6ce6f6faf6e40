using Assay.Scoring.Judging;
using Assay.Scoring.Running;
using Assay.Scoring.Serving;

namespace Assay.Storage.Sqlite;

/// <summary>What was not done to make budgets last, by judge and day (UTC); in the caller's transaction.</summary>
internal static class WithheldTable
{
    public const string Samples = "samples";
    public const string Jury = "jury";

    public static void Add(Database database, RunKey run, IReadOnlyList<JudgedResponse> judged, long now)
    {
        foreach ((string kind, long n) in Sums(judged))
        {
            using var add = new Statement(database, """
                INSERT INTO withheld (judge, day, kind, n) SELECT name, date(?2 / 1000, 'unixepoch'), ?3, ?4 FROM judge_versions WHERE judge_version_key = ?1
                ON CONFLICT DO UPDATE SET n = n + excluded.n
                """);
            add.Set(1, run.JudgeVersion).Set(2, now).Set(3, kind).Set(4, n).Execute();
        }
    }

    /// <summary>What there is of each kind; of what was decided.</summary>
    public static IEnumerable<(string Kind, long N)> Sums(IReadOnlyList<JudgedResponse> judged)
    {
        long samples = 0;
        long members = 0;
        foreach (JudgedResponse response in judged)
        {
            if (response.Judged is Judged.Decided decided)
            {
                samples += decided.WithheldSamples;
                members += decided.WithheldMembers;
            }
        }

        return new[] { (Samples, samples), (Jury, members) }.Where(sum => sum.Item2 > 0);
    }

    public static IReadOnlyList<LedgerAccount.Withheld> Read(Database database)
    {
        using var find = new Statement(database, "SELECT judge, kind, sum(n) FROM withheld GROUP BY 1, 2 ORDER BY 1, 2");
        var withheld = new List<LedgerAccount.Withheld>();
        while (find.Read())
        {
            withheld.Add(new LedgerAccount.Withheld(find.Text(0), find.Text(1), find.Long(2)));
        }

        return withheld;
    }
}
