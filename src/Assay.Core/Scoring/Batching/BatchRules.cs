namespace Assay.Scoring.Batching;

/// <summary>How much goes into a batch, and how long it is gathered and looked after.</summary>
public sealed record BatchRules
{
    public static readonly BatchRules Usual = new();

    /// <summary>What a live call takes, where nothing is known of it.</summary>
    private const double SecondsPerCall = 3;

    /// <summary>Responses in a batch; providers take more, but one that is lost or late should not be everything.</summary>
    public int MostResponses { get; init; } = 10_000;

    /// <summary>Bytes of prompts in a batch: far enough below the providers' limits that quoting does not reach them.</summary>
    public long MostBytes { get; init; } = 64L * 1024 * 1024;

    /// <summary>How long the first of them waits for others, where they come in one by one.</summary>
    public TimeSpan Gathering { get; init; } = TimeSpan.FromMinutes(2);

    public TimeSpan ShortestWait { get; init; } = TimeSpan.FromMilliseconds(500);

    public TimeSpan LongestWait { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>Readings of results that may break off before what is missing is asked live.</summary>
    public int MostReadings { get; init; } = 5;

    /// <summary>Calls about batches that may fail in a row before the judge stops.</summary>
    public int MostFailures { get; init; } = 8;

    /// <summary>Live calls a second, for how long a fallback takes.</summary>
    public double LivePerSecond { get; init; } = 5;

    /// <param name="concurrency">Live calls at the same time at most.</param>
    public BatchRules With(int concurrency) => this with { LivePerSecond = Math.Max(1, concurrency / SecondsPerCall) };

    /// <summary>When a batch is looked at again: seldom where it has taken long already.</summary>
    public TimeSpan WaitAfter(TimeSpan age) => TimeSpan.FromTicks(Math.Clamp(age.Ticks / 8, ShortestWait.Ticks, LongestWait.Ticks));

    public TimeSpan WaitAfter(int failures) => TimeSpan.FromTicks(Math.Min(ShortestWait.Ticks << Math.Min(failures, 16), LongestWait.Ticks));
}
