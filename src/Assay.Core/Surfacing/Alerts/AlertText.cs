using System.Globalization;

namespace Assay.Surfacing.Alerts;

/// <summary>Figures as they stand in the sentences of alerts, and in the text of rules.</summary>
internal static class AlertText
{
    public static string Of(double score) => score.ToString("0.##", CultureInfo.InvariantCulture);

    public static string Share(double share) => string.Create(CultureInfo.InvariantCulture, $"{share * 100:0.#} %");

    /// <summary>As <see cref="Configuring.Duration"/> reads it: in the largest unit in which it is a whole number.</summary>
    public static string Of(TimeSpan length)
    {
        (long Ticks, string Unit)[] units = [(TimeSpan.TicksPerDay, "d"), (TimeSpan.TicksPerHour, "h"), (TimeSpan.TicksPerMinute, "m"), (TimeSpan.TicksPerSecond, "s")];
        foreach ((long ticks, string unit) in units)
        {
            // A day is written as 24h: that is how windows are spoken of.
            if (length.Ticks % ticks == 0 && length.Ticks >= ticks && (unit != "d" || length.Ticks > ticks))
            {
                return string.Create(CultureInfo.InvariantCulture, $"{length.Ticks / ticks}{unit}");
            }
        }

        return string.Create(CultureInfo.InvariantCulture, $"{length.TotalMilliseconds:0}ms");
    }

    /// <summary>A length that was measured, about.</summary>
    public static string About(TimeSpan length) => Of(length switch
    {
        { TotalDays: >= 3 } => TimeSpan.FromDays(Math.Round(length.TotalDays)),
        { TotalHours: >= 3 } => TimeSpan.FromHours(Math.Round(length.TotalHours)),
        { TotalMinutes: >= 1 } => TimeSpan.FromMinutes(Math.Round(length.TotalMinutes)),
        _ => TimeSpan.FromSeconds(Math.Round(length.TotalSeconds)),
    });

    /// <summary>What scores of a subject are called.</summary>
    public static string Name(AlertSubject subject, string? criterion) =>
        $"{criterion ?? subject.Criterion ?? "the score"}{(subject.Judge is { } judge ? $" of {judge}" : "")}{(subject.Slice is { } slice ? $" for {slice.Field}={slice.Value}" : "")}";
}
