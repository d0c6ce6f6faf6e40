using Assay.Scoring.Serving;

namespace Assay.Tests.Scoring.Serving;

public sealed class LedgerAccountTests
{
    private static readonly DateTimeOffset Noon = new(2026, 5, 4, 12, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData(20, 5, 20)]       // what a service offers has its own time
    [InlineData(null, 5, 5)]      // a run that began in the hour owes nothing from before
    [InlineData(null, -90, 0)]    // one that began earlier may owe what came at any time of it
    [InlineData(null, 75, 0)]     // one that began later does not owe it
    [InlineData(null, null, 0)]
    [InlineData(80, 30, 30)]      // the run's is older than what is offered
    [InlineData(80, null, 0)]
    public void The_oldest_is_owed_since_the_latest_time_that_is_not_too_late(int? offered, int? begun, int since) =>
        Assert.Equal(Noon.AddMinutes(since), LedgerAccount.OwedSince(Noon, At(offered), At(begun)));

    private static DateTimeOffset? At(int? minutes) => minutes is { } m ? Noon.AddMinutes(m) : null;
}
