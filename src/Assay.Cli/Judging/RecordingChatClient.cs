using Microsoft.Extensions.AI;

namespace Assay.Cli.Judging;

/// <summary>Keeps what was said to a model and what it answered, for showing it.</summary>
/// <param name="who">Who is asked, where there are several.</param>
internal sealed class RecordingChatClient(IChatClient inner, string? who = null) : DelegatingChatClient(inner)
{
    private readonly List<(string Title, string Text)> _parts = [];

    public IReadOnlyList<(string Title, string Text)> Parts => _parts;

    public override async Task<ChatResponse> GetResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
    {
        ChatMessage[] sent = [.. messages];
        _parts.AddRange(sent.Select(m => (Title($"sent, {m.Role}"), m.Text)));
        ChatResponse reply = await base.GetResponseAsync(sent, options, cancellationToken);
        string tool = reply.Messages.SelectMany(m => m.Contents).OfType<FunctionCallContent>().FirstOrDefault()?.RawRepresentation as string ?? "";
        _parts.Add((Title("reply"), reply.Text.Length > 0 ? reply.Text : tool.Length > 0 ? tool : "(empty)"));
        return reply;
    }

    private string Title(string part) => who is null ? part : $"{who}: {part}";
}
