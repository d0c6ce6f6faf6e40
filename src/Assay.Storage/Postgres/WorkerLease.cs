using System.Collections.Concurrent;
using System.Globalization;
using Assay.Scoring.Running;

namespace Assay.Storage.Postgres;

/// <summary>
/// This process as one that works on the ledger: a number that is given out once, and a lease that it renews. What it claims
/// carries the number. When it is gone longer than its lease, any other process takes its number off the list, and gives back
/// what it had claimed: after that its number is worth nothing, and it must take a new one.
/// </summary>
internal sealed class WorkerLease(PostgresDatabase database, TimeProvider clock) : IAsyncDisposable
{
    private static readonly TimeSpan Length = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Beat = TimeSpan.FromSeconds(5);
    private const int BeatsBetweenVacuums = 12;

    private readonly CancellationTokenSource _ending = new();

    /// <summary>The judge version that it judges for, by the judge's name.</summary>
    private readonly ConcurrentDictionary<string, long> _standing = new(StringComparer.Ordinal);
    private long _id;
    private Task _keeping = Task.CompletedTask;

    public static async Task<WorkerLease> TakeAsync(PostgresDatabase database, TimeProvider clock, CancellationToken cancellationToken)
    {
        var lease = new WorkerLease(database, clock);
        await lease.RegisterAsync(cancellationToken);
        lease._keeping = Task.Run(lease.KeepAsync, CancellationToken.None);
        return lease;
    }

    /// <summary>In a transaction of a worker, whose number is valid until that ends: nobody can take it off the list meanwhile.</summary>
    public async Task<T> WorkAsync<T>(Func<PostgresSession, long, Task<T>> work, CancellationToken cancellationToken)
    {
        while (true)
        {
            long id = Volatile.Read(ref _id);
            (bool isValid, T? result) = await database.TransactAsync(
                async session => await session.ValueAsync<int>("SELECT 1 FROM workers WHERE worker_id = $1 FOR KEY SHARE", id) == 1 ? (true, await work(session, id)) : (false, default(T)),
                cancellationToken);
            if (isValid)
            {
                return result!;
            }

            await RegisterAsync(cancellationToken);
        }
    }

    /// <summary>Says that this process judges for a version of a judge, and for no other one of its name.</summary>
    public Task StandAsync(string judge, long version, CancellationToken cancellationToken) => WorkAsync(
        async (session, id) =>
        {
            if (_standing.TryGetValue(judge, out long other))
            {
                await OwedTable.GiveBackAsync(session, id, new RunKey(0, other));
                session.Later("DELETE FROM standing_judges WHERE worker_id = $1 AND judge_version_key = $2", id, other);
            }

            _standing[judge] = version;
            return await session.ExecuteAsync("INSERT INTO standing_judges VALUES ($1, $2) ON CONFLICT DO NOTHING", id, version);
        },
        cancellationToken);

    public Task<int> RenewAsync(CancellationToken cancellationToken) => database.TransactAsync(
        session => session.ExecuteAsync("UPDATE workers SET lease_until = now() + $2 WHERE worker_id = $1", Volatile.Read(ref _id), Length), cancellationToken);

    /// <summary>Gives back what those had claimed that are gone.</summary>
    public Task<int> SweepAsync(CancellationToken cancellationToken) => database.TransactAsync(
        async session =>
        {
            // A server that was down let nobody renew anything.
            List<long> gone = await session.ListAsync(
                "SELECT worker_id FROM workers WHERE lease_until < now() AND pg_postmaster_start_time() < now() - $1 ORDER BY 1 LIMIT 20 FOR UPDATE SKIP LOCKED",
                row => row.GetInt64(0), Length);
            foreach (long worker in gone)
            {
                await EndAsync(session, worker, clock);
            }

            return gone.Count;
        },
        cancellationToken);

    public async ValueTask DisposeAsync()
    {
        await _ending.CancelAsync();
        await _keeping;
        try
        {
            await database.TransactAsync(
                async session =>
                {
                    await session.ExecuteAsync("SELECT 1 FROM workers WHERE worker_id = $1 FOR UPDATE", _id);
                    await EndAsync(session, _id, clock);
                    return 0;
                },
                CancellationToken.None);
        }
        catch (LedgerException)
        {
            // The lease runs out by itself.
        }

        _ending.Dispose();
    }

    /// <summary>In the caller's transaction, which has locked the worker.</summary>
    private static async Task EndAsync(PostgresSession session, long worker, TimeProvider clock)
    {
        await OwedTable.GiveBackAsync(session, worker, run: null);
        await SpendingRows.CountLostAsync(session, worker, run: null, clock);
        session.Later("UPDATE runs SET worker_id = NULL WHERE worker_id = $1", worker);
        session.Later("UPDATE receivers SET worker_id = NULL WHERE worker_id = $1", worker);
        await session.ExecuteAsync("DELETE FROM workers WHERE worker_id = $1", worker);
    }

    private async Task RegisterAsync(CancellationToken cancellationToken)
    {
        string name = string.Create(CultureInfo.InvariantCulture, $"{Environment.MachineName} {Environment.ProcessId}");
        long[] standing = [.. _standing.Values];
        long id = await database.TransactAsync(
            async session =>
            {
                long added = await session.ValueAsync<long>("INSERT INTO workers (name, lease_until) VALUES ($1, now() + $2) RETURNING worker_id", name, Length);
                await session.ExecuteAsync("INSERT INTO standing_judges SELECT $1, unnest($2)", added, standing);
                return added;
            },
            cancellationToken);
        Volatile.Write(ref _id, id);
    }

    /// <summary>Renews the lease, and looks after what others left behind. What goes wrong is tried again.</summary>
    private async Task KeepAsync()
    {
        for (int beat = 1; !_ending.IsCancellationRequested; beat++)
        {
            try
            {
                await Task.Delay(Beat, TimeProvider.System, _ending.Token);
                await RenewAsync(_ending.Token);
                await SweepAsync(_ending.Token);
                await database.TransactAsync(Tallies.FoldAsync, _ending.Token);
                if (beat % BeatsBetweenVacuums == 0)
                {
                    await database.VacuumAsync("held_texts", _ending.Token);
                }
            }
            catch (Exception e) when (e is LedgerException or OperationCanceledException)
            {
                // The database is away, or this process ends.
            }
        }
    }
}
