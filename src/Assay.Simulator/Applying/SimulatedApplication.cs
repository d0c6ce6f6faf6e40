using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using Assay.Simulator.Chat;
using Assay.Simulator.Judging;

namespace Assay.Simulator.Applying;

/// <summary>
/// Answers as an application's model would, as well as its prompt lets it: from the text that the prompt gives it behind a line that
/// ends in a colon, in as many words as the prompt allows. Without such a text it has nothing to say, and says that.
/// </summary>
internal static partial class SimulatedApplication
{
    /// <summary>How the names of its models begin.</summary>
    public const string Model = "simulated-app";

    private const string QuestionMark = "Question:";
    private const int Sentences = 2;

    public static bool IsAsked(ChatRequest request) => request.Model.StartsWith(Model, StringComparison.Ordinal);

    /// <summary>Adds the answer to the reply: the same for the same messages.</summary>
    public static void Answer(ChatRequest request, Reply reply)
    {
        string[] texts = [.. request.Messages.Select(m => request.TextOf(m).ToString())];
        int last = request.Messages.FindLastIndex(m => m.Role == ChatRole.User);
        string said = last < 0 ? "" : texts[last];
        int mark = said.LastIndexOf(QuestionMark, StringComparison.OrdinalIgnoreCase);
        string question = mark < 0 ? said : said[(mark + QuestionMark.Length)..];
        string[] instructions = [.. texts.Where((_, i) => request.Messages[i].Role == ChatRole.System), .. mark < 0 ? Array.Empty<string>() : [said[..mark]]];
        int start = reply.Bytes.WrittenCount;
        Encoding.UTF8.GetBytes(Shortened(From(instructions, question.Trim()), instructions), reply.Bytes);
        reply.Choices.Add(new ReplyChoice(start, reply.Bytes.WrittenCount - start, Ending.Complete, []));
    }

    /// <summary>The sentences that share most with the question, in their order.</summary>
    private static string From(string[] instructions, string question)
    {
        string[] known = [.. instructions.Select(Given).SelectMany(t => SentenceEnd().Split(t)).Select(s => s.Trim()).Where(s => s.Length > 0)];
        if (known.Length == 0)
        {
            return "I am not able to say. Please ask somebody of our team about it.";
        }

        int[] best = [.. known.Select((s, i) => (Shared: Shared(s, question), Place: i)).OrderByDescending(s => s.Shared).ThenBy(s => s.Place).Take(Sentences).Select(s => s.Place).Order()];
        return string.Join(' ', best.Select(i => known[i]));
    }

    /// <summary>What stands behind the last line that ends in a colon.</summary>
    private static string Given(string instruction) => GivenAt().Matches(instruction) is [.., var line] ? instruction[(line.Index + line.Length)..] : "";

    private static int Shared(string sentence, string question)
    {
        Span<ulong> bits = stackalloc ulong[WordSet.Words];
        bits.Clear();
        var words = new WordSet(bits);
        words.Add(question);
        Overlap overlap = words.Of(sentence);
        return overlap.SharedWords + overlap.SharedNumbers;
    }

    private static string Shortened(string answer, string[] instructions)
    {
        foreach (string instruction in instructions)
        {
            if (MostWords().Match(instruction) is { Success: true } match && answer.Split(' ') is var words && int.Parse(match.Groups["n"].ValueSpan, CultureInfo.InvariantCulture) is var most && words.Length > most)
            {
                return string.Join(' ', words.Take(most));
            }
        }

        return answer;
    }

    [GeneratedRegex(@":[ \t]*\n", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex GivenAt();

    [GeneratedRegex(@"(?<=[.!?])\s+|\n+", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex SentenceEnd();

    [GeneratedRegex(@"at most (?<n>[0-9]{1,4}) words", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex MostWords();
}
