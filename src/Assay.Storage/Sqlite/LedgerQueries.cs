using Assay.Collecting;
using Assay.Configuring;
using Assay.Scoring.Running;
using Assay.Scoring.Serving;
using Assay.Storage.Sqlite.Rollups;
using Assay.Storage.Sqlite.Serving;
using Assay.Surfacing;
using Assay.Surfacing.Causes;
using Assay.Surfacing.Causes.Texts;
using Microsoft.Data.Sqlite;

namespace Assay.Storage.Sqlite;

/// <summary>Questions to a ledger that change nothing; they can be asked while a run works on it, by one thread at a time.</summary>
public sealed class LedgerQueries : IDatabaseReads, IDisposable
{
    private readonly string _path;
    private readonly Database _database;
    private readonly ClusterEffects _effects = new(TimeProvider.System);

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

    /// <summary>Opens it as it is: nothing is made beside it, and one of an earlier release is not brought to this one's schema.</summary>
    /// <exception cref="ConfigurationException">There is no ledger at the path, or it is of an earlier release.</exception>
    public static LedgerQueries OpenUntouched(string path)
    {
        string full = Path.GetFullPath(path);
        return File.Exists(full)
            ? SqliteLedger.Guard(full, () => new LedgerQueries(full, UntouchedDatabase.Open(full)))
            : throw new ConfigurationException($"there is no ledger at {path}. Name one with --store, or make one with `assay run`.");
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

    public OutcomePage List(OutcomeQuery query) => SqliteLedger.Guard(_path, () => OutcomeListReader.Read(_database, query));

    public IReadOnlyList<Rollup> Rollups(RollupQuery query) => SqliteLedger.Guard(_path, () => RollupReader.Read(_database, query, _effects));

    public RecentOutcomes Recent(RecentQuery query) => SqliteLedger.Guard(_path, () => RecentReader.Read(_database, query));

    T IDatabaseReads.Read<T>(Func<Database, T> work) => Read(work);

    internal T Read<T>(Func<Database, T> work) => SqliteLedger.Guard(_path, () => work(_database));

    public IReadOnlyList<AnnouncedRelease> AnnouncedReleases() => SqliteLedger.Guard(_path, () => ReleaseTable.All(_database));

    public IReadOnlyList<string> SliceFields() => SqliteLedger.Guard(_path, () => Sqlite.Rollups.SliceFields.All(_database));

    public IReadOnlyList<Observation> Observe(ObservationQuery query) => SqliteLedger.Guard(_path, () => ObservationReader.Read(_database, query));

    public IReadOnlyList<Said> Said(string judge, string judgeVersion, IReadOnlyList<long> keys) => SqliteLedger.Guard(_path, () => ObservationReader.Said(_database, judge, judgeVersion, keys));

    public IReadOnlyDictionary<long, string> Ids(IReadOnlyList<long> keys) => SqliteLedger.Guard(_path, () => ObservationReader.Ids(_database, keys));

    public RunAccount Account(RunKey run, IReadOnlyList<string> slices) => SqliteLedger.Guard(_path, () => AccountReader.Read(_database, run, slices));

    /// <summary>One row per response of the run, in the order of the input.</summary>
    public IEnumerable<ResultRow> Results(RunKey run) => SqliteLedger.GuardEach(_path, ResultReader.OfRun(_database, run));

    /// <summary>The outcomes behind the figures of a range, in the order the responses came in.</summary>
    public IEnumerable<ResultRow> Results(OutcomeRange range) => SqliteLedger.GuardEach(_path, ResultReader.OfRange(_database, range));

    /// <summary>Re-checks what the ledger promises.</summary>
    public IReadOnlyList<LedgerFinding> Check() => SqliteLedger.Guard(_path, () => LedgerCheck.Run(_database));

    public void Dispose() => _database.Dispose();
}
