using Assay.Surfacing.Outbound;

namespace Assay.Tests.Surfacing.Outbound;

/// <summary>An outbox in memory for one receiver, which notes what was done with each message.</summary>
internal sealed class ListOutbox(params IEnumerable<OutboxMessage> messages) : IOutbox
{
    private readonly List<OutboxMessage> _owed = [.. messages];

    public IReadOnlyList<OutboxMessage> Owed => _owed;

    public int Takings { get; private set; }

    public List<Guid> Settled { get; } = [];

    public List<(Guid Id, string Reason)> GivenUp { get; } = [];

    /// <summary>Called at each taking; what it throws is thrown.</summary>
    public Action OnTake { get; set; } = () => { };

    public Task OpenAsync(IReadOnlyList<ReceiverRule> receivers, CancellationToken cancellationToken) => Task.CompletedTask;

    public Task<IReadOnlyList<OutboxMessage>> TakeAsync(string receiver, int atMost, CancellationToken cancellationToken)
    {
        Takings++;
        OnTake();
        return Task.FromResult<IReadOnlyList<OutboxMessage>>([.. _owed.Take(atMost)]);
    }

    public Task SettleAsync(string receiver, IReadOnlyList<Guid> messages, CancellationToken cancellationToken)
    {
        Settled.AddRange(messages);
        _owed.RemoveAll(m => messages.Contains(m.Id));
        return Task.CompletedTask;
    }

    public Task GiveUpAsync(string receiver, IReadOnlyList<Guid> messages, string reason, CancellationToken cancellationToken)
    {
        GivenUp.AddRange(messages.Select(m => (m, reason)));
        _owed.RemoveAll(m => messages.Contains(m.Id));
        return Task.CompletedTask;
    }

    public Task<long> GiveUpAsync(string receiver, DateTimeOffset owedBefore, string reason, CancellationToken cancellationToken)
    {
        Guid[] old = [.. _owed.OfType<OutboxMessage.Decided>().Where(m => m.Verdict.DecidedAt < owedBefore).Select(m => m.Id)];
        GivenUp.AddRange(old.Select(m => (m, reason)));
        _owed.RemoveAll(m => old.Contains(m.Id));
        return Task.FromResult((long)old.Length);
    }

    public Task<long?> ResendAsync(string receiver, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task<IReadOnlyDictionary<string, ReceiverAccount>> AccountAsync(CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task<IReadOnlyList<UndeliveredMessage>?> UndeliveredAsync(string receiver, int atMost, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task<IReadOnlyList<NoticeDelivery>> DeliveriesAsync(int atMost, CancellationToken cancellationToken) => throw new NotSupportedException();
}
