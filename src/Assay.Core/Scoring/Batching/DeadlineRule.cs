namespace Assay.Scoring.Batching;

/// <summary>Whether a deadline leaves time for a batch, and when one has to be given up for it. Pure.</summary>
public static class DeadlineRule
{
    /// <summary>What providers take to end a batch that is cancelled, at most.</summary>
    public static readonly TimeSpan Cancelling = TimeSpan.FromMinutes(10);

    /// <summary>What a batch is thought to take before one was seen to end.</summary>
    public static readonly TimeSpan UsualBatch = TimeSpan.FromMinutes(30);

    private static readonly TimeSpan ShortestLive = TimeSpan.FromMinutes(5);

    // A live lane that must ask all at once meets throttles and retries.
    private const double Slack = 1.5;

    /// <summary>What asking all of it live takes, with some to spare.</summary>
    /// <param name="perSecond">How many live calls a second are made.</param>
    public static TimeSpan LiveTime(int owed, double perSecond)
    {
        var calls = TimeSpan.FromSeconds(owed / perSecond * Slack);
        return calls > ShortestLive ? calls : ShortestLive;
    }

    /// <summary>How long before its deadline a batch is cancelled, so that what it did not answer can be asked live.</summary>
    public static TimeSpan Margin(int owed, double perSecond) => Cancelling + LiveTime(owed, perSecond);

    /// <summary>Whether a batch may answer in time, and the live lane where it does not.</summary>
    /// <param name="left">Until the deadline; null: there is none.</param>
    /// <param name="seen">How long batches took lately.</param>
    public static bool Allows(TimeSpan? left, int owed, double perSecond, IReadOnlyList<TimeSpan> seen) => left is not { } time || time - Margin(owed, perSecond) >= Usual(seen);

    private static TimeSpan Usual(IReadOnlyList<TimeSpan> seen) => seen.Count == 0 ? UsualBatch : seen.Order().ElementAt(seen.Count / 2);
}
