using Assay.Calibrating.Labelling;
using Assay.Calibrating.Trusting;
using Assay.Scoring.Serving;

namespace Assay.Server.Queries;

/// <summary>
/// How right judges are, measured again when people have labelled more, and else once a minute: intervals take thousands of resamples,
/// and alerts and pages ask all the time.
/// </summary>
internal sealed class TrustMemory(ILabelRecords labels, ILedgerFigures ledger, TimeProvider clock) : IDisposable
{
    private const int Most = 50;
    private static readonly TimeSpan Oldest = TimeSpan.FromMinutes(1);

    private readonly SemaphoreSlim _turn = new(1);
    private readonly Dictionary<(string Judge, string Version), Known> _known = [];

    public async Task<JudgeTrust> ReadAsync(TrustSubject subject, CancellationToken cancellationToken)
    {
        await _turn.WaitAsync(cancellationToken);
        try
        {
            string state = string.Join('|', (await labels.CountsAsync(cancellationToken)).Where(c => c.Judge == subject.Judge)
                .Select(c => FormattableString.Invariant($"{c.Criterion}:{c.Labels}:{c.Responses}:{c.Latest.UtcTicks}")));
            if (_known.TryGetValue((subject.Judge, subject.JudgeVersion), out Known? known) && known.State == state && clock.GetElapsedTime(known.At) < Oldest)
            {
                return known.Trust;
            }

            if (_known.Count >= Most)
            {
                _known.Clear();
            }

            JudgeTrust trust = await TrustReading.ReadAsync(labels, subject, cancellationToken, await ledger.SliceFieldsAsync(cancellationToken));
            _known[(subject.Judge, subject.JudgeVersion)] = new Known(trust, state, clock.GetTimestamp());
            return trust;
        }
        finally
        {
            _turn.Release();
        }
    }

    public void Dispose() => _turn.Dispose();

    private sealed record Known(JudgeTrust Trust, string State, long At);
}
