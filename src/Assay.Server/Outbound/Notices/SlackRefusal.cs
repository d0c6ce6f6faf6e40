namespace Assay.Server.Outbound.Notices;

/// <summary>What Slack says when it does not take a message, and what helps.</summary>
internal static class SlackRefusal
{
    private static readonly string[] OfBlocks = ["invalid_blocks", "msg_blocks_too_long", "invalid_payload", "invalid_attachments"];

    private static readonly (string Said, string Remedy)[] Remedies =
    [
        ("no_service", "The incoming webhook is gone or switched off: make a new one in Slack, and put its address in the place of the old one."),
        ("no_active_hooks", "The incoming webhook is gone or switched off: make a new one in Slack, and put its address in the place of the old one."),
        ("invalid_token", "The address is not that of an incoming webhook: copy it again from Slack."),
        ("no_team", "The workspace is gone: make an incoming webhook in another one."),
        ("team_disabled", "The workspace is disabled: make an incoming webhook in another one."),
        ("channel_is_archived", "Its channel is archived: restore it, or make a new incoming webhook for another channel."),
        ("channel_not_found", "Its channel is gone: make a new incoming webhook for another channel."),
        ("action_prohibited", "The workspace does not let it write: ask who administers it."),
        ("posting_to_general_channel_denied", "The workspace does not let it write to that channel: ask who administers it."),
    ];

    /// <summary>The same may be taken without them.</summary>
    public static bool IsOfBlocks(string said) => OfBlocks.Any(o => said.Contains(o, StringComparison.Ordinal));

    /// <summary>Null where none is known.</summary>
    public static string? Remedy(string said) => Remedies.Where(r => said.Contains(r.Said, StringComparison.Ordinal)).Select(r => r.Remedy).FirstOrDefault();
}
