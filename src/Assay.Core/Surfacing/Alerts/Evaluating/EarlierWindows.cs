namespace Assay.Surfacing.Alerts.Evaluating;

/// <summary>How much was scored at the same time of the days before.</summary>
internal static class EarlierWindows
{
    private const int Days = 7;

    /// <param name="hours">By hour, what was scored.</param>
    /// <returns>By day, yesterday first; without days before the first score that is known.</returns>
    public static IReadOnlyList<long> Of(IReadOnlyList<(DateTimeOffset Begin, long Scored)> hours, TimeSpan window, DateTimeOffset now)
    {
        if (hours.Where(h => h.Scored > 0).Select(h => (DateTimeOffset?)h.Begin).Min() is not { } first)
        {
            return [];
        }

        return
        [
            .. Enumerable.Range(1, Days).Select(day => now.AddDays(-day)).Where(to => to > first)
                .Select(to => hours.Where(h => h.Begin.AddHours(1) > to - window && h.Begin < to).Sum(h => h.Scored)),
        ];
    }
}
