using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using Assay.Simulator.Chat;
using Assay.Simulator.Judging.Forms;
using Assay.Simulator.Judging.Items;
using Assay.Simulator.Judging.Reasons;

namespace Assay.Simulator.Judging;

/// <summary>Answers prompts that ask for a verdict in running text, in the pattern they show.</summary>
internal static partial class PlainTextReply
{
    private static readonly Criterion Overall = new(CriterionName.Overall);

    /// <summary>False when the prompt shows none of the known patterns.</summary>
    public static bool TryWrite(IBufferWriter<byte> target, ReadOnlySpan<char> system, in Item item, Opinion opinion, List<ScoreToken>? scores)
    {
        var instructions = string.Concat(system, "\n", item.Before, item.After);
        var pattern = item.IsPair ? PairPattern(instructions) : RatingPattern(instructions);
        if (pattern is not var (opening, labels, range))
        {
            return false;
        }

        var text = new StringBuilder(ReasonText.Write(item, opinion, Overall.Key)).Append("\n\n").Append(opening);
        string verdict;
        if (labels is not null)
        {
            verdict = labels.For(opinion.Preferred(Overall.Key, labels.AllowsTie));
        }
        else
        {
            var value = Math.Round(range.Least + (opinion.Quality(Overall.Key) * (range.Most - range.Least)), range.Most - range.Least >= 2 ? 0 : 2, MidpointRounding.AwayFromZero);
            verdict = value.ToString(CultureInfo.InvariantCulture);
            scores?.Add(ScoreDistribution.OfNumber(
                Encoding.UTF8.GetByteCount(text.ToString()) + verdict.Length, value, ScoreRange.Steps(range.Least, range.Most), opinion, Overall.Key, range));
        }

        text.Append(verdict).Append(opening.EndsWith("[[", StringComparison.Ordinal) ? "]]" : "");
        Encoding.UTF8.GetBytes(text.ToString(), target);
        return true;
    }

    private static (string Opening, LabelSet? Labels, ScoreRange Range)? PairPattern(string instructions) =>
        instructions.Contains("[[A]]", StringComparison.Ordinal)
            ? ("[[", new LabelSet(instructions.Contains("[[C]]", StringComparison.Ordinal) ? ["A", "B", "C"] : ["A", "B"]), default)
        : instructions.Contains("Output (a)", StringComparison.Ordinal)
            ? ("", new LabelSet(["Output (a)", "Output (b)"]), default)
        : null;

    private static (string Opening, LabelSet? Labels, ScoreRange Range)? RatingPattern(string instructions)
    {
        var range = RangePattern().Match(instructions) is { Success: true } match
            ? new ScoreRange(double.Parse(match.Groups["least"].ValueSpan, CultureInfo.InvariantCulture), double.Parse(match.Groups["most"].ValueSpan, CultureInfo.InvariantCulture))
            : (ScoreRange?)null;
        if (BracketPattern().IsMatch(instructions))
        {
            return ("Rating: [[", null, range ?? new ScoreRange(1, 10));
        }

        return LinePattern().Match(instructions) is { Success: true } line
            ? ($"{line.Groups["opening"].Value}: ", null, range ?? new ScoreRange(1, 5))
            : null;
    }

    [GeneratedRegex(@"(?:scale (?:of|from)|from|between)\s+(?<least>\d+)\s*(?:to|and|-|–)\s*(?<most>\d+)", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex RangePattern();

    [GeneratedRegex(@"\[\[(?:rating|score|\d+)\]\]", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex BracketPattern();

    [GeneratedRegex(@"\b(?<opening>Rating|Score|Grade):\s*(?:N\b|X\b|<|\[|\{|\d|_)", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex LinePattern();
}
