using Assay.Collecting;
using Assay.Scoring.Running;

namespace Assay.Storage.Sqlite;

/// <summary>What the ledger knows of judge versions, and where responses stand with one.</summary>
internal static class JudgeVersionReader
{
    public static IReadOnlyList<StoredJudgeVersion> All(Database database)
    {
        using var find = new Statement(database, "SELECT name, version, definition FROM judge_versions ORDER BY judge_version_key");
        var versions = new List<StoredJudgeVersion>();
        while (find.Read())
        {
            versions.Add(new StoredJudgeVersion(find.Text(0), find.Text(1), find.Text(2)));
        }

        return versions;
    }

    public static IReadOnlyList<OutcomeState?> States(Database database, string judge, string version, IReadOnlyList<Response> responses)
    {
        using var find = new Statement(database, """
            SELECT o.state, r.content_hash FROM responses r
            JOIN outcomes o ON o.response_key = r.response_key AND o.repeat = 0
            JOIN judge_versions v ON v.judge_version_key = o.judge_version_key AND v.name = ?2 AND v.version = ?3
            WHERE r.id = ?1
            """);
        find.Set(2, judge).Set(3, version);
        var states = new OutcomeState?[responses.Count];
        for (int i = 0; i < states.Length; i++)
        {
            byte[] hash = ContentHash.Of(responses[i]).ToBytes();
            find.Set(1, responses[i].Id);
            while (find.Read())
            {
                if (find.Bytes(1).SequenceEqual(hash))
                {
                    states[i] = (OutcomeState)find.Long(0);
                }
            }
        }

        return states;
    }
}
