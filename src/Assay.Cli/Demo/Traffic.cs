namespace Assay.Cli.Demo;

/// <summary>When customers write: more by day than by night, more on weekdays than at weekends. Spreads a history over the days before a moment.</summary>
internal sealed class Traffic
{
    public const int Days = 30;

    private const int Hours = Days * 24;

    // UTC; the shop's customers are an hour or two ahead of it.
    private static readonly double[] ByHour = [2, 1, 1, 1, 1, 2, 5, 9, 13, 15, 15, 14, 12, 12, 13, 13, 13, 14, 16, 17, 14, 10, 6, 3];
    private static readonly double[] ByDay = [0.7, 1.2, 1.1, 1, 1, 0.95, 0.65];

    private readonly DateTimeOffset _begin;

    /// <summary>How much of the traffic is over when each hour begins.</summary>
    private readonly double[] _before = new double[Hours + 1];

    public Traffic(DateTimeOffset end)
    {
        _begin = end - TimeSpan.FromDays(Days);
        for (int i = 0; i < Hours; i++)
        {
            DateTimeOffset hour = _begin.AddHours(i).ToUniversalTime();
            _before[i + 1] = _before[i] + (ByHour[hour.Hour] * ByDay[(int)hour.DayOfWeek]);
        }
    }

    /// <param name="position">The share of all traffic that went before, 0 to 1.</param>
    public DateTimeOffset At(double position)
    {
        double wanted = Math.Clamp(position, 0, 1) * _before[Hours];
        int found = Array.BinarySearch(_before, wanted);
        int hour = Math.Clamp(found < 0 ? ~found - 1 : found, 0, Hours - 1);
        return _begin.AddHours(hour + ((wanted - _before[hour]) / (_before[hour + 1] - _before[hour])));
    }
}
