using System.Globalization;

namespace Assay.Configuring;

/// <summary>Lengths of time as people write them.</summary>
public static class Duration
{
    /// <summary>The time so long before another; not before 1970, however long it is.</summary>
    public static DateTimeOffset Before(DateTimeOffset now, TimeSpan length) => length < now - DateTimeOffset.UnixEpoch ? now - length : DateTimeOffset.UnixEpoch;

    /// <summary>Reads <c>500ms</c>, <c>30s</c>, <c>2m</c>, <c>1h</c>, <c>7d</c>; a bare number is seconds. Never negative.</summary>
    public static bool TryParse(string text, out TimeSpan duration)
    {
        (string number, double seconds) = text.Trim() switch
        {
            [.. var n, 'm', 's'] => (n, 0.001),
            [.. var n, 's'] => (n, 1),
            [.. var n, 'm'] => (n, 60),
            [.. var n, 'h'] => (n, 3600),
            [.. var n, 'd'] => (n, 86_400),
            var n => (n, 1.0),
        };
        duration = default;
        if (!double.TryParse(number, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out double value)
            || !(value >= 0 && value * seconds <= TimeSpan.MaxValue.TotalSeconds / 2))
        {
            return false;
        }

        duration = TimeSpan.FromSeconds(value * seconds);
        return true;
    }
}
