using Microsoft.Extensions.AI;

namespace Assay.Client;

/// <summary>Adds the recording of answers to a chat client.</summary>
public static class AssayChatClientExtensions
{
    /// <summary>Sends each answer of the chat to Assay.</summary>
    /// <param name="client">Sends; it is not disposed with the chat.</param>
    /// <param name="enrich"><see cref="AssayChatOptions.Enrich"/>.</param>
    public static IChatClient UseAssay(this IChatClient chat, AssayClient client, Action<AssayResponse, IEnumerable<ChatMessage>, ChatResponse>? enrich = null) =>
        chat.UseAssay(client, new AssayChatOptions { Enrich = enrich });

    /// <inheritdoc cref="UseAssay(IChatClient, AssayClient, Action{AssayResponse, IEnumerable{ChatMessage}, ChatResponse}?)"/>
    public static IChatClient UseAssay(this IChatClient chat, AssayClient client, AssayChatOptions options) => new AssayChatClient(chat, client, options);
}
