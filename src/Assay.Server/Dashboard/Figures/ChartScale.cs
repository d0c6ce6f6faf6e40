using System.Globalization;

namespace Assay.Server.Dashboard.Figures;

/// <summary>Ticks that people would choose: 1, 2 or 5 times a power of ten; hours, days and weeks.</summary>
internal static class ChartScale
{
    private static readonly TimeSpan[] TimeSteps =
        [TimeSpan.FromHours(1), TimeSpan.FromHours(3), TimeSpan.FromHours(6), TimeSpan.FromHours(12), TimeSpan.FromDays(1), TimeSpan.FromDays(2), TimeSpan.FromDays(7), TimeSpan.FromDays(14), TimeSpan.FromDays(28)];

    /// <summary>From a little below the least to a little above the greatest value, within the scale.</summary>
    public static (double Low, double High, IReadOnlyList<double> Ticks) Values(IReadOnlyCollection<double> values, double min, double max)
    {
        if (values.Count == 0)
        {
            return (min, max, [min, max]);
        }

        double low = values.Min();
        double high = values.Max();
        double room = Math.Max((high - low) * 0.08, (max - min) * 0.02);
        low = Math.Max(min, low - room);
        high = Math.Min(max, high + room);
        double step = Step((high - low) / 4);
        double first = Math.Ceiling(low / step) * step;
        var ticks = new List<double>();
        for (double tick = first; tick <= high + (step * 1e-6); tick += step)
        {
            ticks.Add(tick);
        }

        return (low, high, ticks);
    }

    /// <param name="most">Ticks, about.</param>
    public static IReadOnlyList<(DateTimeOffset At, string Label)> Times(DateTimeOffset from, DateTimeOffset to, int most = 9)
    {
        TimeSpan step = TimeSteps.FirstOrDefault(s => (to - from) / s <= most, TimeSpan.FromDays(Math.Ceiling((to - from).TotalDays / most)));
        long first = ((from.Ticks - DateTimeOffset.UnixEpoch.Ticks + step.Ticks - 1) / step.Ticks * step.Ticks) + DateTimeOffset.UnixEpoch.Ticks;
        var ticks = new List<(DateTimeOffset, string)>();
        for (var at = new DateTimeOffset(first, TimeSpan.Zero); at <= to; at += step)
        {
            ticks.Add((at, at.ToString(step < TimeSpan.FromDays(1) && at.Hour != 0 ? "HH:mm" : "d MMM", CultureInfo.InvariantCulture)));
        }

        return ticks;
    }

    private static double Step(double rough)
    {
        double power = Math.Pow(10, Math.Floor(Math.Log10(rough)));
        double share = rough / power;
        return power * (share <= 1 ? 1 : share <= 2 ? 2 : share <= 5 ? 5 : 10);
    }
}
