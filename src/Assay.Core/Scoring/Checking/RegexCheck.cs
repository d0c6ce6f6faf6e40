using System.Text.Json;
using System.Text.RegularExpressions;
using Assay.Collecting;
using Assay.Scoring.Judging;

namespace Assay.Scoring.Checking;

/// <summary>A regular expression is found in the output, or is not. It is searched for without going back, so no output can make it hang.</summary>
public sealed record RegexCheck : Check
{
    /// <summary>Linear in the text for nearly every expression; for the others this is the end.</summary>
    private static readonly TimeSpan LongestSearch = TimeSpan.FromSeconds(1);

    private readonly string _pattern;
    private readonly bool _ignoreCase;
    private readonly bool _isNegated;
    private readonly Regex _regex;

    /// <param name="isNegated">It must not be found.</param>
    /// <exception cref="FormatException">It is no regular expression, or one that cannot be searched for in linear time.</exception>
    public RegexCheck(string pattern, bool ignoreCase = false, bool isNegated = false)
    {
        (_pattern, _ignoreCase, _isNegated) = (pattern, ignoreCase, isNegated);
        _regex = Linear(pattern, ignoreCase);
    }

    public override string Name => _isNegated ? "not_regex" : "regex";

    public override string Question => _isNegated ? $"Does nothing in the output match /{_pattern}/?" : $"Does the output match /{_pattern}/?";

    internal override void WriteDefinition(Utf8JsonWriter json)
    {
        json.WriteString("pattern", _pattern);
        json.WriteBoolean("ignore_case", _ignoreCase);
        json.WriteBoolean("negated", _isNegated);
    }

    internal override CheckFinding Look(Response response)
    {
        try
        {
            Match match = _regex.Match(response.Output);
            return CheckFinding.Of(match.Success != _isNegated, match.Success ? $"matches /{_pattern}/: {Excerpt.Quoted(match.Value)}" : $"nothing matches /{_pattern}/") with
            {
                Evidence = match is { Success: true, Length: > 0 } ? [Excerpt.Of(match.Value).TrimEnd('…')] : [],
            };
        }
        catch (RegexMatchTimeoutException)
        {
            return new CheckFinding.Missing(UnscoredReason.CheckFailed, $"the search for /{_pattern}/ took longer than {LongestSearch.TotalSeconds} s");
        }
    }

    /// <exception cref="FormatException">It is no regular expression, or one that cannot be searched for in linear time.</exception>
    internal static Regex Linear(string pattern, bool ignoreCase = false)
    {
        try
        {
            return new Regex(pattern, RegexOptions.NonBacktracking | RegexOptions.CultureInvariant | (ignoreCase ? RegexOptions.IgnoreCase : RegexOptions.None), LongestSearch);
        }
        catch (ArgumentException e)
        {
            throw new FormatException($"is no regular expression: {e.Message.TrimEnd('.')}.", e);
        }
        catch (NotSupportedException e)
        {
            throw new FormatException($"cannot be searched for in linear time: {e.Message.TrimEnd('.')}. Write it without lookarounds, back-references and atomic groups, and not too large.", e);
        }
    }
}
