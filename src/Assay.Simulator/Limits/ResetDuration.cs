using System.Globalization;

namespace Assay.Simulator.Limits;

/// <summary>Durations as OpenAI writes them in headers: <c>12ms</c>, <c>1.2s</c>, <c>6m0s</c>.</summary>
internal static class ResetDuration
{
    public static string Format(TimeSpan duration)
    {
        var milliseconds = (long)Math.Ceiling(duration.TotalMilliseconds);
        if (milliseconds < 1000)
        {
            return string.Create(CultureInfo.InvariantCulture, $"{milliseconds}ms");
        }

        var minutes = milliseconds / 60_000;
        var seconds = milliseconds % 60_000 / 1000.0;
        return minutes == 0
            ? string.Create(CultureInfo.InvariantCulture, $"{seconds:0.###}s")
            : string.Create(CultureInfo.InvariantCulture, $"{minutes}m{seconds:0.###}s");
    }
}
