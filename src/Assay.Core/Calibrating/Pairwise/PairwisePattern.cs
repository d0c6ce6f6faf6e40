using System.Text.RegularExpressions;
using Assay.Configuring;
using Assay.Scoring.Replies;

namespace Assay.Calibrating.Pairwise;

/// <summary>
/// Takes a pairwise verdict out of free text: either the text itself with a lone <c>x</c> where it stands (<c>[[x]]</c>), or a regular
/// expression between slashes whose groups hold it. All matches must agree.
/// </summary>
public sealed partial class PairwisePattern
{
    /// <summary>Long, for on a busy machine a short one makes unreadable what is not.</summary>
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(5);

    private readonly Regex _regex;

    private PairwisePattern(Regex regex) => _regex = regex;

    /// <summary>Verdicts in double brackets as most judge prompts ask for, or a reply that is nothing but the verdict.</summary>
    public static PairwisePattern Usual { get; } = new(Compiled($@"\[\[(?<verdict>{PreferenceText.Known})\]\]|\A\s*[""'*]*(?<verdict>{PreferenceText.Known})[""'*.]*\s*\z", RegexOptions.ExplicitCapture));

    /// <exception cref="ConfigurationException">Not a pattern; the message says what one looks like.</exception>
    public static PairwisePattern Parse(string text)
    {
        MatchCollection places = LoneX().Matches(text);
        if (text is ['/', .. var expression, '/'] && expression.Length > 0)
        {
            return OfExpression(expression) ?? throw new ConfigurationException($"the pattern {text} has no group for the verdict. Put parentheses around it: /Output \\((a|b)\\)/");
        }

        if (places.Count == 1)
        {
            string around = $"{Regex.Escape(text[..places[0].Index])}\\s*(?<verdict>{PreferenceText.Known})\\s*{Regex.Escape(text[(places[0].Index + 1)..])}(?![\\p{{L}}\\p{{Nd}}])";
            return new PairwisePattern(Compiled(around, RegexOptions.ExplicitCapture));
        }

        // A regular expression is known by its group, also where the slashes were forgotten.
        return text.Contains('(', StringComparison.Ordinal) && OfExpression(text) is { } pattern
            ? pattern
            : throw new ConfigurationException($"the pattern {text} needs exactly one lone x where the verdict stands, as in [[x]] or Winner: x; or write a regular expression between slashes: /Output \\((a|b)\\)/");
    }

    /// <summary>Which of the two as they were shown; null where nothing can be read, or more than one verdict.</summary>
    public Preference? Read(string reply)
    {
        try
        {
            Preference? found = null;
            foreach (Match match in _regex.Matches(JsonInText.WithoutThinking(reply)))
            {
                string verdict = match.Groups.Values.Skip(1).FirstOrDefault(g => g.Success)?.Value ?? "";
                if (PreferenceText.TryRead(verdict) is not { } read || (found is not null && found != read))
                {
                    return null;
                }

                found = read;
            }

            return found;
        }
        catch (RegexMatchTimeoutException)
        {
            return null;
        }
    }

    /// <summary>Null where it has no group.</summary>
    private static PairwisePattern? OfExpression(string expression)
    {
        try
        {
            Regex regex = Compiled(expression, RegexOptions.Multiline);
            return regex.GetGroupNumbers().Length > 1 ? new PairwisePattern(regex) : null;
        }
        catch (ArgumentException error)
        {
            throw new ConfigurationException($"the pattern {expression} is not a regular expression: {error.Message}");
        }
    }

    /// <summary>In time that grows with the reply only; expressions that cannot be run so have a limit.</summary>
    private static Regex Compiled(string expression, RegexOptions options)
    {
        try
        {
            return new Regex(expression, options | RegexOptions.CultureInvariant | RegexOptions.NonBacktracking, Regex.InfiniteMatchTimeout);
        }
        catch (NotSupportedException)
        {
            return new Regex(expression, options | RegexOptions.CultureInvariant, Longest);
        }
    }

    [GeneratedRegex(@"(?<![\p{L}\p{Nd}])x(?![\p{L}\p{Nd}])", RegexOptions.None, matchTimeoutMilliseconds: 100)]
    private static partial Regex LoneX();
}
