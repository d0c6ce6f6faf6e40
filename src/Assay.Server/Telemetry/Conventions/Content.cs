using Assay.Server.Telemetry.Messages;

namespace Assay.Server.Telemetry.Conventions;

/// <summary>What was found in one place: messages, or the reason why they could not be read.</summary>
internal sealed record Content(IReadOnlyList<Message> Messages, string? Problem = null)
{
    public static readonly Content None = new([]);

    /// <summary>Whether any message says something or calls something; names of speakers alone are no content.</summary>
    public bool IsRecorded => Messages.Any(message => message.Text is not null || message.CallsTools);

    public static Content Unreadable(string problem) => new([], problem);
}
