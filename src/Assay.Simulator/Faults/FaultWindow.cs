using System.Globalization;

namespace Assay.Simulator.Faults;

/// <summary>A stretch of time, counted from the first request, in which a fault happens.</summary>
/// <param name="To">The first moment after it; null when it never ends.</param>
internal readonly record struct FaultWindow(TimeSpan From, TimeSpan? To)
{
    /// <summary>From the first request on, without end.</summary>
    public static FaultWindow Always => default;

    public bool Contains(TimeSpan sinceFirstRequest) => sinceFirstRequest >= From && (To is not { } end || sinceFirstRequest < end);

    public bool Overlaps(FaultWindow other) => (To is not { } end || other.From < end) && (other.To is not { } otherEnd || From < otherEnd);

    /// <summary>Reads <c>60s-660s</c>, <c>500ms-2m</c>, or <c>10m-</c> for what never ends; a bare number is seconds.</summary>
    public static bool TryParse(string text, out FaultWindow window)
    {
        window = default;
        if (text.Split('-', StringSplitOptions.TrimEntries) is not [var from, var to] || !TryTime(from, out var start))
        {
            return false;
        }

        if (to.Length == 0)
        {
            window = new FaultWindow(start, null);
            return true;
        }

        if (!TryTime(to, out var end) || end <= start)
        {
            return false;
        }

        window = new FaultWindow(start, end);
        return true;
    }

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{From.TotalSeconds}s-{(To is { } end ? $"{end.TotalSeconds}s" : "")}");

    private static bool TryTime(string text, out TimeSpan time)
    {
        var (number, milliseconds) = text switch
        {
            [.. var n, 'm', 's'] => (n, 1),
            [.. var n, 's'] => (n, 1_000),
            [.. var n, 'm'] => (n, 60_000),
            [.. var n, 'h'] => (n, 3_600_000),
            _ => (text, 1_000),
        };
        time = default;
        if (!double.TryParse(number, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var value) || value * milliseconds > TimeSpan.FromDays(365).TotalMilliseconds)
        {
            return false;
        }

        time = TimeSpan.FromMilliseconds(value * milliseconds);
        return true;
    }
}
