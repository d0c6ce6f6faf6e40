namespace Assay.Collecting.Records;

/// <summary>A list of chat messages taken apart: what was asked last, what was said before, and what came of it.</summary>
public sealed record Chat(string Input, IReadOnlyList<Turn> Before, IReadOnlyList<string> ToolResults, string? Output)
{
    /// <summary>Null where no message has the role <c>user</c>.</summary>
    public static Chat? TryRead(List<Turn> messages)
    {
        int asked = messages.FindLastIndex(turn => turn.Role == "user");
        if (asked < 0)
        {
            return null;
        }

        List<Turn> after = messages[(asked + 1)..];
        return new Chat(
            messages[asked].Content,
            messages[..asked],
            [.. after.Where(turn => turn.Role is "tool" or "function" && turn.Content.Length > 0).Select(turn => turn.Content)],
            after is [.., { Role: "assistant" } last] ? last.Content : null);
    }
}
