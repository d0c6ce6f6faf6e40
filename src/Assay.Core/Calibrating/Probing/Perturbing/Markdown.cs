using System.Text;

namespace Assay.Calibrating.Probing.Perturbing;

/// <summary>Puts Markdown on a text, or takes it off; the words stay.</summary>
internal static class Markdown
{
    private const string Fence = "```";

    /// <summary>Null for code, where marks mean something, and where nothing would change.</summary>
    public static string? Toggle(string text)
    {
        if (text.Contains(Fence, StringComparison.Ordinal) || !text.Any(char.IsLetterOrDigit))
        {
            return null;
        }

        string plain = Strip(text);
        return plain != text ? plain : Add(text);
    }

    public static string Strip(string text)
    {
        var lines = text.Split('\n').Select(StripLine);
        return string.Join('\n', lines);
    }

    private static string Add(string text)
    {
        var marked = new StringBuilder();
        foreach (string sentence in Sentences.Of(text))
        {
            string trimmed = sentence.Trim();
            int space = trimmed.IndexOf(' ', StringComparison.Ordinal);
            marked.Append(marked.Length > 0 ? "\n" : "").Append("- **").Append(space < 0 ? trimmed : trimmed[..space]).Append("**").Append(space < 0 ? "" : trimmed[space..]);
        }

        return marked.ToString();
    }

    private static string StripLine(string line)
    {
        string rest = line.TrimStart();
        int marks = rest.StartsWith('#') ? rest.Length - rest.TrimStart('#').Length : rest.StartsWith("- ", StringComparison.Ordinal) || rest.StartsWith("* ", StringComparison.Ordinal) ? 1 : 0;
        bool isMarked = marks > 0 && marks < rest.Length && rest[marks] == ' ';
        return (isMarked ? rest[(marks + 1)..] : line).Replace("**", "", StringComparison.Ordinal).Replace("__", "", StringComparison.Ordinal).Replace("`", "", StringComparison.Ordinal);
    }
}
