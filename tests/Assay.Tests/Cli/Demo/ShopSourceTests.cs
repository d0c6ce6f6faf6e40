using Assay.Cli.Demo;
using Assay.Collecting;
using Assay.Collecting.Sources;
using Assay.Tests.Testing;

namespace Assay.Tests.Cli.Demo;

public sealed class ShopSourceTests
{
    private static readonly Shop Shop = new(ShopTexts.All(), 7);
    private readonly ManualClock _clock = new();

    [Fact]
    public async Task A_history_is_given_out_once_in_batches_and_ends_now()
    {
        ShopSource source = Source(1_000);
        DateTimeOffset now = _clock.GetUtcNow();

        (List<Response> responses, string cursor) = await DrainAsync(source, null);

        Assert.Equal(Enumerable.Range(1, 1_000).Select(n => $"chat-{n:D5}"), responses.Select(r => r.Id));
        Assert.All(responses, r => Assert.InRange(r.OccurredAt!.Value, now.AddDays(-30), now));
        Assert.Equal(new ShopCursor(now, 1_000, 1_000), ShopCursor.Parse(cursor));
        Assert.True(source.HistoryTaken.IsCompleted);
    }

    [Fact]
    public async Task A_history_that_was_interrupted_goes_on_as_it_was_begun()
    {
        (List<Response> whole, _) = await DrainAsync(Source(1_000), null);
        SourceBatch first = await Source(1_000).ReadAsync(null, 300, CancellationToken.None);
        _clock.Advance(TimeSpan.FromHours(5));

        // What the second start is asked for does not matter: there is a history.
        (List<Response> rest, _) = await DrainAsync(Source(50), first.Cursor);

        Assert.Equal(whole.Select(Told), first.Responses.Select(r => r.Response).Concat(rest).Select(Told));
    }

    [Fact]
    public async Task After_its_history_the_shop_goes_on_at_its_own_pace()
    {
        ShopSource source = Source(1_000);
        (_, string cursor) = await DrainAsync(source, null);
        var live = new List<Response>();
        DateTimeOffset begin = _clock.GetUtcNow();
        for (int look = 0; look < 300; look++)
        {
            _clock.Advance(TimeSpan.FromSeconds(2));
            SourceBatch batch = await source.ReadAsync(cursor, 500, CancellationToken.None);
            Assert.False(batch.HasMore);
            live.AddRange(batch.Responses.Select(r => r.Response));
            cursor = batch.Cursor!;
        }

        // Ten minutes, five a minute.
        Assert.InRange(live.Count, 30, 70);
        Assert.Equal("chat-01001", live[0].Id);
        Assert.Equal(live.Count, live.Select(r => r.Id).Distinct().Count());
        Assert.All(live, r => Assert.InRange(r.OccurredAt!.Value, begin, _clock.GetUtcNow()));
        Assert.All(live, r => Assert.Equal("2.2", r.Release));
    }

    [Fact]
    public async Task Nothing_is_made_up_for_the_time_in_which_the_demo_did_not_run()
    {
        (_, string cursor) = await DrainAsync(Source(1_000), null);
        _clock.Advance(TimeSpan.FromDays(3));

        (List<Response> responses, string after) = await DrainAsync(Source(1_000), cursor);

        Assert.Empty(responses);
        Assert.Equal(cursor, after);
    }

    [Fact]
    public async Task Only_the_last_chats_may_go_on()
    {
        (List<Response> responses, _) = await DrainAsync(Source(1_000), null);

        Assert.All(responses.Take(980), r => Assert.True(r.Closed));
        Assert.InRange(responses.Count(r => !r.Closed), 5, 20);
    }

    private ShopSource Source(int total) => new(Shop, total, _clock);

    private static async Task<(List<Response> Responses, string Cursor)> DrainAsync(ShopSource source, string? cursor)
    {
        var responses = new List<Response>();
        SourceBatch batch;
        do
        {
            batch = await source.ReadAsync(cursor, 300, CancellationToken.None);
            responses.AddRange(batch.Responses.Select(r => r.Response));
            cursor = batch.Cursor;
        }
        while (batch.HasMore);
        return (responses, cursor!);
    }

    private static string Told(Response r) => $"{r.Id} {r.OccurredAt:O} {r.Input} {r.Output}";
}
