using Npgsql;

namespace Assay.Storage.Postgres;

/// <summary>
/// Tells the processes of a ledger that one of them has saved something: a hint, so that none has to look again and again. It is
/// sent apart from what it tells of, because a transaction that notifies makes all others wait in its commit.
/// </summary>
internal sealed class Bell(PostgresDatabase database, Action heard) : IAsyncDisposable
{
    private const string Channel = "assay_saved";

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan AfterTrouble = TimeSpan.FromSeconds(2);

    private readonly CancellationTokenSource _ending = new();
    private readonly SemaphoreSlim _rung = new(0, 1);
    private Task _listening = Task.CompletedTask;
    private Task _ringing = Task.CompletedTask;

    public void Start()
    {
        _listening = Task.Run(ListenAsync, CancellationToken.None);
        _ringing = Task.Run(RingAsync, CancellationToken.None);
    }

    /// <summary>Soon, once for all who ask at the same time.</summary>
    public void Ring()
    {
        if (_rung.CurrentCount == 0)
        {
            try
            {
                _rung.Release();
            }
            catch (SemaphoreFullException)
            {
                // Somebody else rang at the same moment.
            }
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _ending.CancelAsync();
        await Task.WhenAll(_listening, _ringing);
        _ending.Dispose();
        _rung.Dispose();
    }

    private async Task ListenAsync()
    {
        while (!_ending.IsCancellationRequested)
        {
            try
            {
                await using NpgsqlConnection connection = await database.ConnectAsync(_ending.Token);
                connection.Notification += (_, _) => heard();
                await using (var listen = new NpgsqlCommand($"LISTEN {Channel}", connection))
                {
                    await listen.ExecuteNonQueryAsync(_ending.Token);
                }

                // Whatever was said while nobody listened.
                heard();
                while (true)
                {
                    await connection.WaitAsync(_ending.Token);
                }
            }
            catch (Exception e) when (PostgresDatabase.IsExpected(e))
            {
                await RestAsync(AfterTrouble);
            }
        }
    }

    private async Task RingAsync()
    {
        while (!_ending.IsCancellationRequested)
        {
            try
            {
                await _rung.WaitAsync(_ending.Token);
                await using (NpgsqlConnection connection = await database.ConnectAsync(_ending.Token))
                {
                    await using var notify = new NpgsqlCommand($"NOTIFY {Channel}", connection);
                    await notify.ExecuteNonQueryAsync(_ending.Token);
                }

                await RestAsync(Pause);
            }
            catch (Exception e) when (PostgresDatabase.IsExpected(e))
            {
                await RestAsync(AfterTrouble);
            }
        }
    }

    private async Task RestAsync(TimeSpan time)
    {
        try
        {
            await Task.Delay(time, TimeProvider.System, _ending.Token);
        }
        catch (OperationCanceledException)
        {
            // The process ends.
        }
    }
}
