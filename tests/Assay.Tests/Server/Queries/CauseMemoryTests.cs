using Assay.Server.Queries;
using Assay.Surfacing;
using Assay.Surfacing.Causes;
using Assay.Tests.Testing;

namespace Assay.Tests.Server.Queries;

public sealed class CauseMemoryTests
{
    [Fact]
    public async Task An_answer_is_given_again_for_ten_times_as_long_as_it_took()
    {
        var clock = new ManualClock();
        int searches = 0;
        using var memory = new CauseMemory(
            (_, _) =>
            {
                searches++;
                clock.Advance(TimeSpan.FromSeconds(2));
                return Task.FromResult<CauseReport?>(null);
            },
            clock);
        var question = new CauseQuestion(null, null, Period.Of(TimeSpan.FromDays(7), clock.GetUtcNow()));

        await memory.ReadAsync("a", question, TestContext.Current.CancellationToken);
        clock.Advance(TimeSpan.FromSeconds(17));
        await memory.ReadAsync("a", question, TestContext.Current.CancellationToken);
        Assert.Equal(1, searches);
        await memory.ReadAsync("b", question, TestContext.Current.CancellationToken);
        Assert.Equal(2, searches);
        clock.Advance(TimeSpan.FromSeconds(1));
        await memory.ReadAsync("a", question, TestContext.Current.CancellationToken);
        Assert.Equal(3, searches);
    }

    [Fact]
    public async Task What_failed_is_not_remembered_and_holds_nobody_up()
    {
        var clock = new ManualClock();
        bool fails = true;
        using var memory = new CauseMemory((_, _) => fails ? throw new TimeoutException() : Task.FromResult<CauseReport?>(null), clock);
        var question = new CauseQuestion(null, null, Period.Of(TimeSpan.FromDays(7), clock.GetUtcNow()));

        await Assert.ThrowsAsync<TimeoutException>(() => memory.ReadAsync("a", question, TestContext.Current.CancellationToken));
        fails = false;

        Assert.Null(await memory.ReadAsync("a", question, TestContext.Current.CancellationToken));
    }
}
