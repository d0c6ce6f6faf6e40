using Assay.Collecting;
using Assay.Configuring;
using Assay.Scoring.Running;
using Assay.Scoring.Serving;
using Assay.Storage.Sqlite.Serving;
using Microsoft.Data.Sqlite;

namespace Assay.Storage.Sqlite;

/// <summary>Questions to a ledger that change nothing; they can be asked while a run works on it, by one thread at a time.</summary>
public sealed class LedgerQueries : IDisposable
{
    private readonly string _path;
    private readonly Database _database;

    private LedgerQueries(string path, Database database)
    {
        _path = path;
        _database = database;
    }

    /// <exception cref="ConfigurationException">There is no ledger at the path.</exception>
    public static LedgerQueries Open(string path)
    {
        string full = Path.GetFullPath(path);
        if (!File.Exists(full))
        {
            throw new ConfigurationException($"there is no ledger at {path}. Name one with --store, or make one with `assay run`.");
        }

        return SqliteLedger.Guard(full, () =>
        {
            // Opened for writing once: a ledger of an earlier release is brought to this one's schema before it is read.
            SqliteLedger.Connect(full, SqliteOpenMode.ReadWrite).Dispose();
            return new LedgerQueries(full, SqliteLedger.Connect(full, SqliteOpenMode.ReadOnly));
        });
    }

    /// <summary>Null when no response has this id.</summary>
    public Trail? Trail(string id) => SqliteLedger.Guard(_path, () => TrailReader.Read(_database, id));

    /// <summary>Some ids that contain the text, for a hint after a miss.</summary>
    public IReadOnlyList<string> SimilarIds(string text) => SqliteLedger.Guard(_path, () => TrailReader.SimilarIds(_database, text));

    /// <summary>All outcomes, in the order the responses came in.</summary>
    public IEnumerable<ResultRow> Results(string? judge, OutcomeState? outcome) => SqliteLedger.GuardEach(_path, ResultReader.All(_database, judge, outcome));

    /// <summary>The names of the judges that outcomes are owed to or were given by.</summary>
    public IReadOnlyList<string> Judges() => SqliteLedger.Guard(_path, () => ResultReader.Judges(_database));

    /// <summary>Every criterion that a judge of this name, or any judge, scores; in the order of the rubrics.</summary>
    public IReadOnlyList<string> Criteria(string? judge) => SqliteLedger.Guard(_path, () => ResultReader.CriteriaOf(_database, judge));

    /// <summary>Every judge version that outcomes are owed to or were given by.</summary>
    public IReadOnlyList<StoredJudgeVersion> JudgeVersions() => SqliteLedger.Guard(_path, () => JudgeVersionReader.All(_database));

    /// <summary>Where responses stand with a judge version, in their order; null for those that the ledger does not hold or does not owe it.</summary>
    public IReadOnlyList<OutcomeState?> States(string judge, string version, IReadOnlyList<Response> responses) =>
        SqliteLedger.Guard(_path, () => JudgeVersionReader.States(_database, judge, version, responses));

    /// <summary>How many outcomes there are of each kind.</summary>
    public LedgerAccount Account() => SqliteLedger.Guard(_path, () => TallyReader.Read(_database));

    /// <summary>Re-checks what the ledger promises.</summary>
    public IReadOnlyList<LedgerFinding> Check() => SqliteLedger.Guard(_path, () => LedgerCheck.Run(_database));

    public void Dispose() => _database.Dispose();
}
