using Assay.Collecting.Sources;

namespace Assay.Configuring;

/// <summary>Reads <c>interval</c> and <c>schedule</c>, wherever something happens by the clock.</summary>
internal static class ScheduleReader
{
    private static readonly TimeSpan Shortest = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Longest = TimeSpan.FromDays(31);

    /// <summary>Null where there is none or it is wrong, which the section then says.</summary>
    public static Schedule.Interval? Interval(YamlSection section) => Length(section, "interval") is { } length ? new Schedule.Interval(length) : null;

    /// <summary>A length of time from a second to a month.</summary>
    /// <inheritdoc cref="Interval"/>
    public static TimeSpan? Length(YamlSection section, string key)
    {
        TimeSpan? length = section.Duration(key);
        if (length < Shortest || length > Longest)
        {
            section.Error(section.Find(key)!.Start, $"`{section.Full(key)}` must be from 1s to 31d.");
            return null;
        }

        return length;
    }

    /// <inheritdoc cref="Interval"/>
    public static Schedule.Cron? Cron(YamlSection section)
    {
        if (section.Text("schedule") is not { } cron)
        {
            return null;
        }

        try
        {
            return Schedule.Cron.Parse(cron);
        }
        catch (FormatException e)
        {
            section.Error(
                section.Find("schedule")!.Start,
                $"`{section.Full("schedule")}` is no cron expression: {e.Message.TrimEnd('.')}. Write minute, hour, day of month, month and day of week, such as `*/15 * * * *` for every 15 minutes; a sixth field before them is the second.");
            return null;
        }
    }
}
