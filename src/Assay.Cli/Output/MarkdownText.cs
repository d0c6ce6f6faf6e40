using System.Text;
using System.Text.RegularExpressions;
using Assay.Surfacing;

namespace Assay.Cli.Output;

/// <summary>
/// Text of others within Markdown. It stands in code, where nothing is a link, an image, an element, a mention or emphasis; and never at
/// the beginning of a line, where the log of a build would take it for a command.
/// </summary>
internal static partial class MarkdownText
{
    private const int LongestLine = 160;
    private const int LongestBlock = 1_500;
    private const int ShortestFence = 3;

    /// <summary>Within a line or a cell of a table.</summary>
    public static string Code(string text, int length = LongestLine)
    {
        // A bar would end the cell.
        string line = WithoutCommands(HarmlessText.Line(text, length)).Replace('|', '¦');
        if (line.Length == 0)
        {
            return "*(empty)*";
        }

        string fence = new('`', LongestRun(line) + 1);
        bool touches = line[0] == '`' || line[^1] == '`';
        return touches ? $"{fence} {line} {fence}" : $"{fence}{line}{fence}";
    }

    /// <summary>A sentence of ours with names of others in it: none of their characters means anything.</summary>
    public static string Plain(string text)
    {
        var plain = new StringBuilder();
        foreach (char c in WithoutCommands(HarmlessText.Line(text, 2_000)))
        {
            _ = c switch
            {
                '&' => plain.Append("&amp;"),
                '<' => plain.Append("&lt;"),
                '>' => plain.Append("&gt;"),
                // A mention would call people, and a number an issue.
                '@' => plain.Append("&#64;"),
                '#' => plain.Append("&#35;"),
                '\\' or '`' or '*' or '_' or '[' or ']' or '(' or ')' or '!' or '|' or '~' or '$' => plain.Append('\\').Append(c),
                _ => plain.Append(c),
            };
        }

        return plain.Replace("://", ":&#47;/").Replace("www.", "www&#46;").ToString();
    }

    /// <summary>Whole lines, as a quotation.</summary>
    public static string Quotation(string text)
    {
        string block = WithoutCommands(HarmlessText.Block(text, LongestBlock));
        if (string.IsNullOrWhiteSpace(block))
        {
            return "> *(empty)*\n";
        }

        string fence = new('`', Math.Max(ShortestFence, LongestRun(block) + 1));
        var quoted = new StringBuilder().Append("> ").Append(fence).Append("text\n");
        foreach (string line in block.Split('\n'))
        {
            quoted.Append("> ").Append(line).Append('\n');
        }

        return quoted.Append("> ").Append(fence).Append('\n').ToString();
    }

    /// <summary>Some build servers look for commands anywhere in a line, as in <c>##vso[</c>.</summary>
    private static string WithoutCommands(string text) => Command().Replace(text, "# #${rest}");

    private static int LongestRun(string text)
    {
        (int longest, int run) = (0, 0);
        foreach (char c in text)
        {
            run = c == '`' ? run + 1 : 0;
            longest = Math.Max(longest, run);
        }

        return longest;
    }

    [GeneratedRegex(@"##(?<rest>\w*\[)", RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex Command();
}
