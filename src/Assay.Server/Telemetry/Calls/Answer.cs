using Assay.Server.Telemetry.Messages;

namespace Assay.Server.Telemetry.Calls;

/// <summary>What a model said in the end, out of the messages that came from it.</summary>
/// <param name="Text">Null where none was recorded.</param>
/// <param name="CallsTools">It waits for tools: whatever text stands beside the call leads up to an answer, and is none.</param>
/// <param name="Steps">What came before the answer, where the loop over tools is told as one call.</param>
internal sealed record Answer(string? Text, bool CallsTools, IReadOnlyList<Message> Steps)
{
    public static Answer In(IReadOnlyList<Message> output)
    {
        int begin = 0;
        for (int i = 0; i < output.Count; i++)
        {
            begin = output[i].Role == Roles.Tool ? i + 1 : begin;
        }

        List<Message> final = [.. output.Skip(begin)];
        // Of several candidates the first is what applications show.
        Message? answer = final.Find(message => message.Text is { Length: > 0 }) ?? final.Find(message => message.Text is not null);
        return new Answer(answer?.Text, final.Exists(message => message.CallsTools), [.. output.Take(begin)]);
    }
}
