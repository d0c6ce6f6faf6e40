namespace Assay.Scoring.Pacing;

/// <summary>How many calls may be under way shortly after the first one, while nothing is known of the provider: a burst, then one more per step.</summary>
internal sealed class Ramp(int initial, int max, TimeSpan step)
{
    private TimeSpan? _begun;

    public void Begin(TimeSpan now) => _begun ??= now;

    public int Allowed(TimeSpan now)
    {
        double more = _begun is not { } begun ? 0 : step > TimeSpan.Zero ? (now - begun) / step : max;
        return (int)Math.Min(max, Math.Min(initial, max) + more);
    }

    /// <summary>The moment at which one more than <paramref name="calls"/> may be under way, if that moment ever comes.</summary>
    public TimeSpan AllowsMoreAt(int calls) =>
        calls >= max || _begun is not { } begun ? TimeSpan.MaxValue : begun + ((calls + 1 - initial) * step);
}
