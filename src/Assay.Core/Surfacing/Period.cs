using Assay.Configuring;

namespace Assay.Surfacing;

/// <summary>
/// A range of time up to now, as figures are shown for it. One of more than three days holds whole days, in UTC, of which today is
/// not over: it goes back to the beginning of the day that lies so far back.
/// </summary>
/// <param name="From">Where it begins.</param>
/// <param name="To">Where it ends: now, or with the day.</param>
/// <param name="Before">Where the range before it, of the same length, begins.</param>
/// <param name="Now">When it was asked for.</param>
public sealed record Period(DateTimeOffset From, DateTimeOffset To, DateTimeOffset Before, DateTimeOffset Now)
{
    private static readonly TimeSpan LongestByHour = TimeSpan.FromDays(3);

    /// <summary>So many hours make one point of a series: an hour, or a day where the range holds whole days.</summary>
    public int StepHours { get; private init; } = 1;

    public static Period Of(TimeSpan length, DateTimeOffset now)
    {
        DateTimeOffset from = Duration.Before(now, length);
        return length <= LongestByHour
            ? new Period(from, now, Duration.Before(from, length), now)
            : new Period(Day(from), Day(now).AddDays(1), Day(Duration.Before(Day(from), length)), now) { StepHours = 24 };
    }

    private static DateTimeOffset Day(DateTimeOffset time) => new(time.UtcDateTime.Date, TimeSpan.Zero);
}
