using System.Text;
using Assay.Collecting;

namespace Assay.Scoring.Prompts;

/// <summary>Writes the turns of a conversation as plain text.</summary>
internal static class Conversations
{
    public static string Text(IReadOnlyList<Turn> turns)
    {
        var text = new StringBuilder();
        foreach (Turn turn in turns)
        {
            if (text.Length > 0)
            {
                text.Append("\n\n");
            }

            text.Append(turn.Role).Append(": ").Append(turn.Content);
        }

        return text.ToString();
    }
}
