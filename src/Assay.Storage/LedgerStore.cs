using Assay.Access;
using Assay.Calibrating.Labelling;
using Assay.Collecting;
using Assay.Collecting.Intake;
using Assay.Configuring;
using Assay.Scoring.Batching;
using Assay.Scoring.Caching;
using Assay.Scoring.Judging;
using Assay.Scoring.Running;
using Assay.Scoring.Serving;
using Assay.Storage.Postgres;
using Assay.Storage.Sources;
using Assay.Storage.Sqlite;
using Assay.Surfacing;

namespace Assay.Storage;

/// <summary>The place that <c>--store</c> names: a SQLite file, on which one process works at a time, or a PostgreSQL database, which any number may share.</summary>
public abstract class LedgerStore : IAsyncDisposable
{
    private protected LedgerStore()
    {
    }

    /// <summary>For people: without a password.</summary>
    public abstract string Shown { get; }

    /// <param name="keepsContent">False: a ledger that is opened keeps no texts longer than something is owed for them.</param>
    /// <exception cref="ConfigurationException">It is a malformed address.</exception>
    public static LedgerStore Of(string text, bool keepsContent = true) => IsAddress(text)
        ? new PostgresStore(PostgresAddress.Parse(PostgresAddress.LedgerPlace, text, Environment.GetEnvironmentVariable), keepsContent)
        : new SqliteStore(text, keepsContent);

    /// <summary>Whether it is an address and no path.</summary>
    /// <exception cref="ConfigurationException">It is an address of something else; nothing of it is repeated, for any part may be a password.</exception>
    public static bool IsAddress(string text) => PostgresAddress.IsUrl(text) || (text.Contains("://", StringComparison.Ordinal)
        ? throw new ConfigurationException("--store is an address, but not one of PostgreSQL. Name a file, or write postgres://user:password@host:5432/database.")
        : false);

    public abstract Task<bool> ExistsAsync(CancellationToken cancellationToken);

    /// <summary>Opens it to work on it; makes it where there is none.</summary>
    /// <param name="isService">Takes in what nobody can send again, and judges what is owed.</param>
    /// <exception cref="LedgerException">It cannot be used.</exception>
    public abstract Task<IServiceLedger> OpenAsync(TimeProvider clock, bool isService, CancellationToken cancellationToken);

    /// <exception cref="ConfigurationException">There is no ledger.</exception>
    public abstract Task<ILedgerQueries> QueryAsync(CancellationToken cancellationToken);

    /// <summary>The same, and nothing is written for it: nothing is made, locked, or brought to this program's schema.</summary>
    /// <exception cref="ConfigurationException">There is no ledger, or it is of an earlier release.</exception>
    public abstract Task<ILedgerQueries> QueryUntouchedAsync(CancellationToken cancellationToken);

    /// <summary>What it is and how much it holds. Nothing is made, locked, or brought to this program's schema.</summary>
    /// <exception cref="ConfigurationException">There is no ledger.</exception>
    /// <exception cref="LedgerException">It is of a newer release, or cannot be used.</exception>
    public abstract Task<StoreStatus> StatusAsync(CancellationToken cancellationToken);

    /// <summary>Brings it to this program's schema, as opening it does.</summary>
    /// <exception cref="ConfigurationException">There is no ledger.</exception>
    public abstract Task<(StoreSchema Before, StoreSchema After)> MigrateAsync(CancellationToken cancellationToken);

    /// <summary>Copies it to a file as it stands at one moment, also while others work on it; the file appears when it is whole.</summary>
    /// <param name="overwrites">Whether the file may be there already.</param>
    /// <exception cref="ConfigurationException">There is no ledger, none of its kind is copied so, or the file cannot be written.</exception>
    public abstract Task BackUpAsync(string file, bool overwrites, CancellationToken cancellationToken);

    /// <summary>The service's keys in the order of their names, revoked ones among them; none where there is no ledger.</summary>
    public abstract Task<IReadOnlyList<ApiKey>> KeysAsync(CancellationToken cancellationToken);

    /// <summary>False where there is a key of this name, revoked or not.</summary>
    public abstract Task<bool> TryAddKeyAsync(ApiKey key, CancellationToken cancellationToken);

    /// <summary>False where no key of this name is in use.</summary>
    public abstract Task<bool> TryRevokeKeyAsync(string name, DateTimeOffset now, CancellationToken cancellationToken);

    /// <summary>Keeps that a release went out, also while others work on the ledger; of a name that was announced before nothing is changed.</summary>
    /// <returns>As it was announced before; null: it was not.</returns>
    /// <exception cref="ConfigurationException">There is no ledger.</exception>
    public abstract Task<AnnouncedRelease?> AnnounceReleaseAsync(AnnouncedRelease release, DateTimeOffset now, CancellationToken cancellationToken);

    /// <summary>What people say of responses, to read and to write also while others work on the ledger; usable as long as the store is.</summary>
    /// <exception cref="ConfigurationException">There is no ledger.</exception>
    public abstract Task<ILabelStore> LabelsAsync(CancellationToken cancellationToken);

    /// <summary>What waits in providers' batches, to read and to cancel also while others work on the ledger; usable as long as the store is.</summary>
    /// <exception cref="ConfigurationException">There is no ledger.</exception>
    public abstract Task<IBatchStore> BatchesAsync(TimeProvider clock, CancellationToken cancellationToken);

    /// <summary>What was received since a time: the last revision of each response, as far as its sender told what was said.</summary>
    public abstract IAsyncEnumerable<SourcedResponse> ResponsesAsync(DateTimeOffset since, CancellationToken cancellationToken);

    /// <summary>Owes the judge's present version what it has not judged. Other versions' outcomes stay as they are.</summary>
    public abstract Task<Rejudging> OweAsync(Judge judge, IntakeRule rule, DateTimeOffset since, TimeProvider clock, CancellationToken cancellationToken);

    /// <param name="forget">Told of each part first; null: no cache holds anything of them.</param>
    /// <returns>How many revisions were removed.</returns>
    public abstract Task<long> RemoveAsync(Removal removal, ForgetReplies? forget, TimeProvider clock, CancellationToken cancellationToken);

    public virtual ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        return ValueTask.CompletedTask;
    }

    internal static ConfigurationException Earlier(string shown) =>
        new($"the ledger {shown} is of an earlier Assay. `assay db migrate --store ...` brings it up to date; this leaves it as it is.");

    private protected ConfigurationException Missing() => new($"there is no ledger at {Shown}. Name one with --store, or make one with `assay run`.");
}
