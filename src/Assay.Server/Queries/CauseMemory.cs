using Assay.Surfacing.Causes;

namespace Assay.Server.Queries;

/// <summary>
/// Looks for causes, one search at a time, and gives the same answer again for ten times as long as it took to find: pages that load
/// themselves anew cost a tenth of a processor at most, and a small ledger is always looked at afresh.
/// </summary>
internal sealed class CauseMemory(Func<CauseQuestion, CancellationToken, Task<CauseReport?>> read, TimeProvider clock) : IDisposable
{
    private const int Most = 16;
    private const int TimesAsLong = 10;

    private readonly SemaphoreSlim _turn = new(1);
    private readonly List<Known> _known = [];

    /// <param name="asked">Stands for the question, however the time moves on.</param>
    public async Task<CauseReport?> ReadAsync(string asked, CauseQuestion question, CancellationToken cancellationToken)
    {
        await _turn.WaitAsync(cancellationToken);
        try
        {
            _known.RemoveAll(k => clock.GetElapsedTime(k.FoundAt) >= k.Took * TimesAsLong);
            if (_known.Find(k => k.Asked == asked) is { } known)
            {
                return known.Report;
            }

            long started = clock.GetTimestamp();
            CauseReport? report = await read(question, cancellationToken);
            if (_known.Count == Most)
            {
                _known.RemoveAt(0);
            }

            _known.Add(new Known(asked, report, clock.GetTimestamp(), clock.GetElapsedTime(started)));
            return report;
        }
        finally
        {
            _turn.Release();
        }
    }

    public void Dispose() => _turn.Dispose();

    private sealed record Known(string Asked, CauseReport? Report, long FoundAt, TimeSpan Took);
}
