using Assay.Collecting;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.AI.Evaluation;

namespace Assay.Evaluation;

/// <summary>A response as evaluators are given it, and back.</summary>
internal static class EvaluatedResponse
{
    public static IReadOnlyList<ChatMessage> Messages(Response response) =>
        [.. response.Conversation.Select(t => new ChatMessage(new ChatRole(t.Role), t.Content)), new ChatMessage(ChatRole.User, response.Input)];

    public static ChatResponse Reply(Response response) => new(new ChatMessage(ChatRole.Assistant, response.Output));

    /// <summary>The last message of the user is the input, and what was said before it the conversation.</summary>
    public static Response Of(IEnumerable<ChatMessage> messages, ChatResponse reply, IEnumerable<EvaluationContext> contexts)
    {
        ChatMessage[] said = [.. messages];
        int input = Array.FindLastIndex(said, m => m.Role == ChatRole.User);
        EvaluationContext[] given = [.. contexts];
        return new Response
        {
            Id = "evaluated",
            Input = input < 0 ? "" : said[input].Text,
            Output = reply.Text,
            Conversation = [.. said.Take(Math.Max(0, input)).Where(m => m.Text.Length > 0).Select(m => new Turn(m.Role.Value, m.Text))],
            Context =
            [
                .. said.Skip(input + 1).Select(m => m.Text).Where(t => t.Length > 0),
                .. given.Where(c => c is not ReferenceContext).Select(c => string.Concat(c.Contents.OfType<TextContent>().Select(t => t.Text))).Where(t => t.Length > 0),
            ],
            Reference = given.OfType<ReferenceContext>().FirstOrDefault()?.Reference,
            Closed = true,
        };
    }
}
