namespace Assay.Surfacing.Outbound;

/// <summary>A way to one receiver outside.</summary>
public interface IReceiver
{
    string Name { get; }

    /// <summary>What kind of way it is, such as <c>webhook</c>.</summary>
    string Channel { get; }

    /// <summary>Messages in one request at most.</summary>
    int Batch { get; }

    /// <summary>Sends all of them in one request. What goes wrong on the way is a value; throws only when cancelled.</summary>
    Task<Delivery> SendAsync(IReadOnlyList<OutboxMessage> messages, CancellationToken cancellationToken);
}

/// <summary>What came of sending.</summary>
public abstract record Delivery
{
    private Delivery()
    {
    }

    /// <param name="Warning">What the receiver found wrong all the same.</param>
    public sealed record Done(string? Warning = null) : Delivery;

    /// <summary>It would be refused again.</summary>
    /// <param name="IsAboutContent">One of the messages may be to blame, and the others be taken without it.</param>
    public sealed record Refused(string Reason, bool IsAboutContent) : Delivery;

    /// <summary>It may work later.</summary>
    /// <param name="RetryAfter">When the receiver asks to be left alone so long.</param>
    public sealed record Failed(string Error, TimeSpan? RetryAfter = null) : Delivery;
}
