using Assay.Configuring;
using Assay.Scoring.Running;
using Microsoft.Data.Sqlite;

namespace Assay.Storage.Sqlite;

/// <summary>Questions to a ledger that change nothing; they can be asked while a run works on it.</summary>
public sealed class LedgerQueries : IDisposable
{
    private readonly string _path;
    private readonly SqliteConnection _connection;

    private LedgerQueries(string path, SqliteConnection connection)
    {
        _path = path;
        _connection = connection;
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
    public Trail? Trail(string id) => SqliteLedger.Guard(_path, () => TrailReader.Read(_connection, id));

    /// <summary>Some ids that contain the text, for a hint after a miss.</summary>
    public IReadOnlyList<string> SimilarIds(string text) => SqliteLedger.Guard(_path, () => TrailReader.SimilarIds(_connection, text));

    /// <summary>All outcomes, in the order the responses came in.</summary>
    public IEnumerable<ResultRow> Results(string? judge, OutcomeState? outcome) => SqliteLedger.GuardEach(_path, ResultReader.All(_connection, judge, outcome));

    /// <summary>The names of the judges that outcomes are owed to or were given by.</summary>
    public IReadOnlyList<string> Judges() => SqliteLedger.Guard(_path, () => ResultReader.Judges(_connection));

    /// <summary>Every criterion that a judge of this name, or any judge, scores; in the order of the rubrics.</summary>
    public IReadOnlyList<string> Criteria(string? judge) => SqliteLedger.Guard(_path, () => ResultReader.CriteriaOf(_connection, judge));

    /// <summary>Re-checks what the ledger promises.</summary>
    public IReadOnlyList<LedgerFinding> Check() => SqliteLedger.Guard(_path, () => LedgerCheck.Run(_connection));

    public void Dispose() => _connection.Dispose();
}
