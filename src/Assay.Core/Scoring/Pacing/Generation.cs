using System.Runtime.InteropServices;

namespace Assay.Scoring.Pacing;

/// <summary>The reports of about as many calls as may be under way at the same time.</summary>
/// <param name="from">The number of the first call that counts: earlier ones met another crowd.</param>
/// <param name="inFlight">Calls under way when it began.</param>
[StructLayout(LayoutKind.Auto)]
internal struct Generation(long from, int inFlight)
{
    private TimeSpan _latency;
    private int _measured;

    public readonly long From => from;

    /// <summary>The most calls that were under way.</summary>
    public int Peak { get; private set; } = inFlight;

    public int Reports { get; private set; }

    public int Throttled { get; private set; }

    public readonly double ThrottledShare => (double)Throttled / Reports;

    /// <summary>Null when no latency was reported.</summary>
    public readonly TimeSpan? MeanLatency => _measured == 0 ? null : _latency / _measured;

    public void Start(int inFlight) => Peak = Math.Max(Peak, inFlight);

    public void Answered(TimeSpan? latency)
    {
        Reports++;
        if (latency is { } measured)
        {
            _measured++;
            _latency += measured;
        }
    }

    public void WasThrottled()
    {
        Reports++;
        Throttled++;
    }
}
