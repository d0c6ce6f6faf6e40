using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace Assay.Integration.Tests.Docs;

/// <summary>One line of a console block that calls assay, taken apart as a shell would: quotes, and no more than that.</summary>
internal sealed partial record SampleCommand(string Place, IReadOnlyList<string> Arguments, int ExitCode)
{
    private const string Prompt = "$ ";

    /// <summary>The commands of a page in order; lines of output and other programs are passed over.</summary>
    public static IReadOnlyList<SampleCommand> In(Guide guide) =>
    [
        .. guide.Blocks("console").SelectMany(block => block.Text.Replace("\\\n", " ", StringComparison.Ordinal).Split('\n')
            .Where(line => line.StartsWith(Prompt + "assay ", StringComparison.Ordinal))
            .Select(line => Parse($"{guide.Name}:{block.Line}: {line}", line[Prompt.Length..]))),
    ];

    /// <summary>What the shell would do behind a pipe or a redirection is left out; a comment <c># exit N</c> is the exit code to expect.</summary>
    public static SampleCommand Parse(string place, string line)
    {
        var words = new List<string>();
        var word = new StringBuilder();
        bool inWord = false;
        char quote = '\0';
        for (int i = 0; i < line.Length; i++)
        {
            char c = line[i];
            if (quote != '\0' ? c == quote : c is '"' or '\'')
            {
                quote = quote == '\0' ? c : '\0';
                inWord = true;
            }
            else if (quote != '\0' || c is not (' ' or '|' or '>' or '#') || (c == '#' && inWord))
            {
                word.Append(c);
                inWord = true;
            }
            else
            {
                if (inWord)
                {
                    words.Add(word.ToString());
                    word.Clear();
                    inWord = false;
                }

                if (c != ' ')
                {
                    break;
                }
            }
        }

        if (inWord)
        {
            words.Add(word.ToString());
        }

        Match exit = ExpectedExit().Match(line);
        return new SampleCommand(place, words[1..], exit.Success ? int.Parse(exit.Groups["code"].ValueSpan, CultureInfo.InvariantCulture) : 0);
    }

    [GeneratedRegex(@"# exit (?<code>[0-9]+)\s*$", RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex ExpectedExit();
}
