using Assay.Collecting.Sources;
using Assay.Scoring.Judging;

namespace Assay.Configuring;

/// <summary>Reads when a judge of the service judges: <c>trigger</c> and <c>conversations</c>.</summary>
internal static class TriggerReader
{
    /// <summary>Null where there is none or it is wrong, which the section then says.</summary>
    public static JudgeTrigger? Read(YamlSection judge)
    {
        if (judge.Section("trigger") is not { } section)
        {
            return null;
        }

        int? buffer = section.Whole("buffer", 1, JudgeTrigger.LargestBuffer);
        Schedule?[] times = [ScheduleReader.Interval(section), ScheduleReader.Cron(section)];
        if (!section.Has("buffer") && !section.Has("interval") && !section.Has("schedule"))
        {
            section.Error(section.Mark, $"`{section.Path}` says nothing. Write one or more of `buffer: 500`, `interval: 10m` and `schedule: \"0 3 * * *\"`, or leave it out to judge at once.");
        }

        section.Close();
        return new JudgeTrigger { Buffer = buffer, Times = [.. times.OfType<Schedule>()] };
    }

    /// <summary>How long a conversation must have been idle before it is judged.</summary>
    /// <inheritdoc cref="Read"/>
    public static TimeSpan? Idle(YamlSection judge)
    {
        if (judge.Section("conversations") is not { } section)
        {
            return null;
        }

        TimeSpan? idle = ScheduleReader.Length(section, "idle");
        if (!section.Has("idle"))
        {
            section.Error(section.Mark, $"`{section.Full("idle")}` is missing. Write for example `conversations: {{ idle: 10m }}`, or leave `conversations` out to judge each revision at once.");
        }

        section.Close();
        return idle;
    }
}
