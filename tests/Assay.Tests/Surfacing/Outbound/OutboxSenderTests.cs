using Assay.Scoring.Running;
using Assay.Surfacing.Outbound;
using Assay.Tests.Testing;

namespace Assay.Tests.Surfacing.Outbound;

public sealed class OutboxSenderTests
{
    private static readonly Delivery Done = new Delivery.Done();

    private readonly ManualClock _clock = new();

    [Fact]
    public async Task Messages_go_out_in_batches_and_are_settled_when_the_receiver_has_them()
    {
        ListOutbox outbox = Owing(10);
        var receiver = new ScriptedReceiver((_, _) => Done);

        OutboxSender sender = await SendAsync(outbox, receiver);

        Assert.Equal([[1, 2, 3, 4], [5, 6, 7, 8], [9, 10]], receiver.Requests);
        Assert.Equal(Enumerable.Range(1, 10).Select(Told.Id), outbox.Settled);
        Assert.Equal((null, 0), (sender.State.Error, sender.FailedAttempts));
        Assert.NotNull(sender.State.DeliveredAt);
    }

    [Fact]
    public async Task A_batch_that_failed_is_tried_again_as_it_was()
    {
        ListOutbox outbox = Owing(6);
        var receiver = new ScriptedReceiver((_, request) => request <= 3 ? new Delivery.Failed("busy") : Done);

        OutboxSender sender = await SendAsync(outbox, receiver);

        Assert.Equal([[1, 2, 3, 4], [1, 2, 3, 4], [1, 2, 3, 4], [1, 2, 3, 4], [5, 6]], receiver.Requests);
        Assert.Empty(outbox.GivenUp);
        Assert.Equal(3, sender.FailedAttempts);
    }

    [Fact]
    public async Task What_is_sent_alone_is_taken_anew_when_it_failed_so_that_nothing_old_is_told()
    {
        ListOutbox outbox = Owing(2);
        var receiver = new ScriptedReceiver((_, request) => request <= 2 ? new Delivery.Failed("busy") : Done, batch: 1);

        await SendAsync(outbox, receiver);

        Assert.Equal([[1], [1], [1], [2]], receiver.Requests);
        Assert.Equal(5, outbox.Takings);
    }

    [Fact]
    public async Task What_the_receiver_asks_to_wait_is_waited()
    {
        var receiver = new ScriptedReceiver((_, request) => request == 1 ? new Delivery.Failed("busy", TimeSpan.FromSeconds(90)) : Done);

        await SendAsync(Owing(1), receiver);

        Assert.Contains(TimeSpan.FromSeconds(90), _clock.Delays);
    }

    [Fact]
    public async Task One_message_that_cannot_be_taken_keeps_no_other_back()
    {
        ListOutbox outbox = Owing(16);
        var receiver = new ScriptedReceiver((numbers, _) => numbers.Contains(6) ? new Delivery.Refused("answered 400", IsAboutContent: true) : Done, batch: 16);

        await SendAsync(outbox, receiver);

        Assert.Equal((Told.Id(6), "answered 400"), Assert.Single(outbox.GivenUp));
        Assert.Equal(Enumerable.Range(1, 16).Except([6]).Select(Told.Id).Order(), outbox.Settled.Order());
        Assert.InRange(receiver.Requests.Count, 1, 9);
    }

    [Fact]
    public async Task One_message_that_is_too_much_for_the_program_keeps_no_other_back()
    {
        ListOutbox outbox = Owing(6);
        var receiver = new ScriptedReceiver((numbers, _) => numbers.Contains(2) ? throw new InvalidOperationException("a defect") : Done);

        await SendAsync(outbox, receiver);

        Assert.Equal((Told.Id(2), "unexpected, please report it: a defect"), Assert.Single(outbox.GivenUp));
        Assert.Equal(5, outbox.Settled.Count);
    }

    [Fact]
    public async Task A_receiver_that_refuses_everything_is_asked_once_a_batch_and_ever_less_often()
    {
        ListOutbox outbox = Owing(40);
        var receiver = new ScriptedReceiver((_, _) => new Delivery.Refused("answered 401", IsAboutContent: false));

        OutboxSender sender = await SendAsync(outbox, receiver);

        Assert.Equal(10, receiver.Requests.Count);
        Assert.Equal(40, outbox.GivenUp.Count);
        Assert.InRange(_clock.GetUtcNow() - ManualClock.Start, TimeSpan.FromSeconds(20), TimeSpan.FromMinutes(10));
        Assert.Equal("answered 401", sender.State.Error);
    }

    [Fact]
    public async Task After_a_day_of_failures_a_message_is_given_up_with_the_last_error_and_younger_ones_are_not()
    {
        var young = new OutboxMessage.Decided(Told.Id(3), Told.Scored().Verdict with { DecidedAt = ManualClock.Start + TimeSpan.FromHours(20) });
        ListOutbox outbox = new([At(1), At(2), young]);
        var receiver = new ScriptedReceiver((_, _) => _clock.GetUtcNow() < ManualClock.Start + TimeSpan.FromHours(30) ? new Delivery.Failed("down") : Done);

        await SendAsync(outbox, receiver);

        Assert.Equal([Told.Id(1), Told.Id(2)], outbox.GivenUp.Select(g => g.Id));
        Assert.All(outbox.GivenUp, g => Assert.Equal("not delivered within 24 h; at last: down", g.Reason));
        Assert.Equal([Told.Id(3)], outbox.Settled);
        Assert.Equal([3], receiver.Requests[^1]);

        OutboxMessage At(int number) => new OutboxMessage.Decided(Told.Id(number), Told.Scored().Verdict with { DecidedAt = ManualClock.Start });
    }

    [Fact]
    public async Task A_ledger_that_cannot_be_read_for_a_while_stops_nothing()
    {
        ListOutbox outbox = Owing(2);
        int takings = 0;
        outbox.OnTake = () =>
        {
            if (++takings <= 2)
            {
                throw new LedgerException("the disk is full");
            }
        };
        var receiver = new ScriptedReceiver((_, _) => Done);

        OutboxSender sender = await SendAsync(outbox, receiver);

        Assert.Equal([[1, 2]], receiver.Requests);
        Assert.Equal(2, sender.FailedAttempts);
    }

    [Fact]
    public async Task Asked_to_stop_it_finishes_what_is_being_sent_and_begins_nothing_more()
    {
        ListOutbox outbox = Owing(8);
        using var stop = new CancellationTokenSource();
        var receiver = new ScriptedReceiver((_, _) =>
        {
            stop.Cancel();
            return Done;
        });

        await new OutboxSender(outbox, receiver, new DeliveryPolicy(new Random(1)), _clock).SendAsync(stop.Token, CancellationToken.None);

        Assert.Equal([[1, 2, 3, 4]], receiver.Requests);
        Assert.Equal(4, outbox.Settled.Count);
        Assert.Equal(4, outbox.Owed.Count);
    }

    [Fact]
    public async Task Told_to_abort_it_leaves_what_is_being_sent_owed()
    {
        ListOutbox outbox = Owing(4);
        using var abort = new CancellationTokenSource();
        await abort.CancelAsync();

        await new OutboxSender(outbox, new ScriptedReceiver((_, _) => Done), new DeliveryPolicy(new Random(1)), _clock).SendAsync(CancellationToken.None, abort.Token);

        Assert.Equal(4, outbox.Owed.Count);
    }

    /// <summary>What was decided at the clock's start.</summary>
    private static ListOutbox Owing(int count) =>
        new(Enumerable.Range(1, count).Select(n => new OutboxMessage.Decided(Told.Id(n), Told.Scored().Verdict with { DecidedAt = ManualClock.Start })));

    /// <summary>Until nothing is owed any more.</summary>
    private async Task<OutboxSender> SendAsync(ListOutbox outbox, ScriptedReceiver receiver)
    {
        using var stop = new CancellationTokenSource();
        Action before = outbox.OnTake;
        outbox.OnTake = () =>
        {
            before();
            if (outbox.Owed.Count == 0)
            {
                stop.Cancel();
            }
        };
        var sender = new OutboxSender(outbox, receiver, new DeliveryPolicy(new Random(1)), _clock);
        await sender.SendAsync(stop.Token, CancellationToken.None);
        return sender;
    }
}
