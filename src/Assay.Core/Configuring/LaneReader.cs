using Assay.Scoring.Batching;

namespace Assay.Configuring;

/// <summary>Reads whether a judge's verdicts may wait in batches: <c>lane</c> and <c>deadline</c>.</summary>
public static class LaneReader
{
    private static readonly TimeSpan Shortest = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan Longest = TimeSpan.FromDays(31);

    /// <summary>What a deadline may be, for people.</summary>
    public const string Range = "from 1m to 31d, such as 6h";

    public static Lane? TryParse(string text) => text switch
    {
        "live" => Lane.Live,
        "batch" => Lane.Batch,
        _ => null,
    };

    public static bool IsDeadline(TimeSpan time) => time >= Shortest && time <= Longest;

    internal static LaneTerms Read(YamlSection section)
    {
        string? written = section.Text("lane");
        Lane? lane = written is null ? null : TryParse(written);
        if (written is not null && lane is null)
        {
            section.Error(section.Find("lane")!.Start, $"`{section.Full("lane")}` is `{written}`. Known: live (asked at once), batch (the provider's batch API, cheaper and later).");
        }

        TimeSpan? deadline = section.Duration("deadline");
        if (deadline is { } time && !IsDeadline(time))
        {
            section.Error(section.Find("deadline")!.Start, $"`{section.Full("deadline")}` must be {Range}.");
            deadline = null;
        }

        return new LaneTerms { Lane = lane, Deadline = deadline };
    }
}
