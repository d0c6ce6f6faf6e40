using System.Data;
using System.Net.Sockets;
using Assay.Scoring.Running;
using Assay.Storage.Sources;
using Npgsql;

namespace Assay.Storage.Postgres;

/// <summary>
/// The database of a ledger. A transaction whose connection is lost is tried again; where it is lost in the commit, the server is
/// asked what became of it, so that nothing is done twice. When it stays away, that is a <see cref="LedgerException"/>.
/// </summary>
internal sealed class PostgresDatabase : IAsyncDisposable
{
    private const int MostTries = 5;

    /// <summary>For one statement; whoever waits for the database longer is told that it cannot be used.</summary>
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(10);

    /// <summary>For what goes over many rows.</summary>
    private static readonly TimeSpan LongDeadline = TimeSpan.FromMinutes(10);

    /// <summary>For all of a short operation. A server that hangs is waited for again when a statement is cancelled and rolled back; whoever asked is not kept that long.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(12);

    private static readonly TimeSpan FirstWait = TimeSpan.FromMilliseconds(20);

    private readonly PostgresAddress _address;
    private readonly NpgsqlDataSource _short;
    private readonly NpgsqlDataSource _long;

    public PostgresDatabase(PostgresAddress address)
    {
        _address = address;
        NpgsqlConnectionStringBuilder connection = address.LedgerConnection(Deadline);
        connection.SearchPath = PostgresMigrator.Schema;
        string options = connection.Options ?? "";
        _short = Source(Deadline);
        _long = Source(LongDeadline);

        NpgsqlDataSource Source(TimeSpan deadline)
        {
            connection.CommandTimeout = (int)deadline.TotalSeconds;
            // A plan is made for what the tables hold now: one that was made while they were empty would stay.
            connection.Options = FormattableString.Invariant($"""
                {options} -c statement_timeout={deadline.TotalMilliseconds} -c lock_timeout={deadline.TotalMilliseconds} -c idle_in_transaction_session_timeout=60s -c plan_cache_mode=force_custom_plan -c jit=off
                """).Trim();
            return new NpgsqlDataSourceBuilder(connection.ConnectionString).Build();
        }
    }

    /// <summary>For people.</summary>
    public string Shown => _address.Shown;

    /// <summary>All of the work or nothing of it, once, also when it had to be tried several times.</summary>
    /// <param name="isLong">It goes over many rows, or waits for others that do.</param>
    /// <exception cref="LedgerException">The database cannot be used now.</exception>
    public Task<T> TransactAsync<T>(Func<PostgresSession, Task<T>> work, CancellationToken cancellationToken, bool isLong = false) =>
        BoundedAsync(TransactAndRetryAsync(work, isLong, cancellationToken), isLong);

    /// <summary>Reads as things stood at one moment.</summary>
    /// <param name="isLong">It goes over many rows.</param>
    /// <exception cref="LedgerException">The database cannot be used now.</exception>
    public Task<T> ReadAsync<T>(Func<PostgresSession, Task<T>> work, CancellationToken cancellationToken, bool isLong = false) =>
        BoundedAsync(ReadAndRetryAsync(work, isLong, cancellationToken), isLong);

    private async Task<T> TransactAndRetryAsync<T>(Func<PostgresSession, Task<T>> work, bool isLong, CancellationToken cancellationToken)
    {
        for (int tries = 1; ; tries++)
        {
            string? committing = null;
            T? result = default;
            try
            {
                await using NpgsqlConnection connection = await (isLong ? _long : _short).OpenConnectionAsync(cancellationToken);
                await using NpgsqlTransaction transaction = await connection.BeginTransactionAsync(IsolationLevel.ReadCommitted, cancellationToken);
                var session = new PostgresSession(connection, cancellationToken);
                result = await work(session);
                committing = await session.ValueAsync<string>("SELECT pg_current_xact_id_if_assigned()::text");
                await transaction.CommitAsync(CancellationToken.None);
                return result;
            }
            catch (Exception e) when (IsExpected(e))
            {
                if (committing is not null && await IsCommittedAsync(committing))
                {
                    return result!;
                }

                cancellationToken.ThrowIfCancellationRequested();
                if (tries == MostTries || !IsPassing(e))
                {
                    throw Trouble(e);
                }

                // Others of the pool were lost with it.
                (isLong ? _long : _short).Clear();
            }

            await Task.Delay(FirstWait * Math.Pow(3, tries - 1), TimeProvider.System, cancellationToken);
        }
    }

    private async Task<T> ReadAndRetryAsync<T>(Func<PostgresSession, Task<T>> work, bool isLong, CancellationToken cancellationToken)
    {
        for (int tries = 1; ; tries++)
        {
            try
            {
                await using NpgsqlConnection connection = await (isLong ? _long : _short).OpenConnectionAsync(cancellationToken);
                await using NpgsqlTransaction transaction = await connection.BeginTransactionAsync(IsolationLevel.RepeatableRead, cancellationToken);
                var session = new PostgresSession(connection, cancellationToken);
                session.Later("SET TRANSACTION READ ONLY");
                T result = await work(session);
                await transaction.CommitAsync(CancellationToken.None);
                return result;
            }
            catch (Exception e) when (IsExpected(e))
            {
                cancellationToken.ThrowIfCancellationRequested();
                if (tries == MostTries || !IsPassing(e))
                {
                    throw Trouble(e);
                }

                (isLong ? _long : _short).Clear();
            }

            await Task.Delay(FirstWait * Math.Pow(3, tries - 1), TimeProvider.System, cancellationToken);
        }
    }

    /// <summary>Frees the room of rows that were deleted, where there are some and nobody else is at it.</summary>
    /// <exception cref="LedgerException">The database cannot be used now.</exception>
    public async Task VacuumAsync(string table, CancellationToken cancellationToken)
    {
        try
        {
            await using NpgsqlConnection connection = await _long.OpenConnectionAsync(cancellationToken);
            var session = new PostgresSession(connection, cancellationToken);
            if (await session.ValueAsync<bool>("SELECT n_dead_tup > 0 FROM pg_stat_user_tables WHERE relid = $1::text::regclass", table))
            {
                await session.ExecuteAsync($"VACUUM (SKIP_LOCKED) {table}");
            }
        }
        catch (Exception e) when (IsExpected(e))
        {
            cancellationToken.ThrowIfCancellationRequested();
            throw Trouble(e);
        }
    }

    /// <summary>A connection of its own, to listen on.</summary>
    public ValueTask<NpgsqlConnection> ConnectAsync(CancellationToken cancellationToken) => _short.OpenConnectionAsync(cancellationToken);

    /// <summary>What is thrown where the database is in trouble, or somebody did not want to wait for it.</summary>
    public static bool IsExpected(Exception e) => e is NpgsqlException or SocketException or IOException or TimeoutException or OperationCanceledException;

    public async ValueTask DisposeAsync()
    {
        await _short.DisposeAsync();
        await _long.DisposeAsync();
    }

    /// <summary>What is left behind may still be done; doing anything twice changes nothing.</summary>
    private async Task<T> BoundedAsync<T>(Task<T> operation, bool isLong)
    {
        if (isLong)
        {
            return await operation;
        }

        try
        {
            return await operation.WaitAsync(Patience, TimeProvider.System);
        }
        catch (TimeoutException e) when (!operation.IsCompleted)
        {
            _ = operation.ContinueWith(left => left.Exception, TaskScheduler.Default);
            throw new LedgerException($"{Shown} did not answer in time.", e);
        }
    }

    /// <summary>What became of a transaction whose commit was not answered.</summary>
    private async Task<bool> IsCommittedAsync(string transaction)
    {
        for (int tries = 1; tries <= MostTries; tries++)
        {
            try
            {
                await using NpgsqlConnection connection = await _short.OpenConnectionAsync(CancellationToken.None);
                string? status = await new PostgresSession(connection, CancellationToken.None).ValueAsync<string>("SELECT pg_xact_status($1::xid8)", transaction);
                if (status != "in progress")
                {
                    return status == "committed";
                }
            }
            catch (Exception e) when (IsExpected(e))
            {
                if (tries == MostTries)
                {
                    throw Trouble(e);
                }

                _short.Clear();
            }

            await Task.Delay(FirstWait * Math.Pow(3, tries - 1), TimeProvider.System, CancellationToken.None);
        }

        throw new LedgerException($"{Shown} did not say whether a transaction was saved. It is found out when the same is sent or judged again.");
    }

    /// <summary>Whether another try may go better at once: a lost connection, a server that stops or starts, two that waited for each other.</summary>
    private static bool IsPassing(Exception e) => e switch
    {
        PostgresException { SqlState: var state } => state[..2] is "08" or "40" || state is PostgresErrorCodes.UniqueViolation or PostgresErrorCodes.AdminShutdown or PostgresErrorCodes.CrashShutdown or PostgresErrorCodes.CannotConnectNow,
        TimeoutException or { InnerException: TimeoutException } => false,
        NpgsqlException or SocketException or IOException => true,
        _ => false,
    };

    private LedgerException Trouble(Exception e) => new(e switch
    {
        PostgresException { SqlState: PostgresErrorCodes.DiskFull } => $"The disk of {Shown} is full. Make room; what was saved is kept.",
        PostgresException { SqlState: PostgresErrorCodes.QueryCanceled or PostgresErrorCodes.LockNotAvailable } or TimeoutException or OperationCanceledException or { InnerException: TimeoutException } =>
            $"{Shown} did not answer in time.",
        PostgresException said when said.SqlState.StartsWith("28", StringComparison.Ordinal) || said.SqlState == PostgresErrorCodes.InvalidCatalogName =>
            $"{Shown} refuses the connection: {Said(said)} Correct --store.",
        PostgresException { SqlState: PostgresErrorCodes.InsufficientPrivilege } said => $"{Shown} lacks a right: {Said(said)} Give it to the user that --store names.",
        PostgresException said => $"{Shown}: {Said(said)}",
        _ => $"{Shown} cannot be reached, or the connection was lost: {_address.Hide(e.Message)}",
    }, e);

    /// <summary>Its text only: detail and hint may show data.</summary>
    private string Said(PostgresException said) => $"{_address.Hide(said.MessageText)} ({said.SqlState}).";
}
