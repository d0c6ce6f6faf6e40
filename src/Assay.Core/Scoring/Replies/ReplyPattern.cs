using System.Text.RegularExpressions;
using Assay.Configuring;
using Assay.Scoring.Judging;
using Assay.Scoring.Rubrics;

namespace Assay.Scoring.Replies;

/// <summary>
/// Takes a verdict out of free text. Either the text itself with a lone <c>x</c> where the grade stands (<c>[[x]]</c>,
/// <c>Rating: x</c>), or a regular expression between slashes whose groups hold the grade (<c>/Score: (\d+)/</c>).
/// All matches must agree.
/// </summary>
public sealed class ReplyPattern
{
    private const string Number = @"[-+]?[\p{Nd}]+(?:[.．]\p{Nd}+)?(?:\s*[/／]\s*\p{Nd}+)?";
    private readonly Regex _regex;
    private readonly Criterion _criterion;

    private ReplyPattern(string text, Regex regex, Criterion criterion)
    {
        Text = text;
        _regex = regex;
        _criterion = criterion;
    }

    public string Text { get; }

    /// <exception cref="ConfigurationException">Not a pattern; the message says what one looks like.</exception>
    public static ReplyPattern Parse(string text, Criterion criterion)
    {
        if (criterion.Scale is Scale.Checklist)
        {
            throw new ConfigurationException($"the pattern {text} takes one grade out of a reply, but {criterion.Name} is a checklist. Give it a scale, or leave out template and pattern.");
        }

        try
        {
            string expression = text is ['/', .. var inner, '/'] ? inner : Literal(text, criterion.Scale);
            var regex = new Regex(expression, RegexOptions.Multiline | RegexOptions.CultureInvariant, TimeSpan.FromMilliseconds(100));
            return regex.GetGroupNumbers().Length > 1
                ? new ReplyPattern(text, regex, criterion)
                : throw new ConfigurationException($"the pattern {text} has no group for the grade. Put parentheses around it: /Score: (\\d+)/");
        }
        catch (ArgumentException e)
        {
            throw new ConfigurationException($"the pattern {text} is not a regular expression: {e.Message}");
        }
    }

    public ReplyReading Read(string reply)
    {
        if (string.IsNullOrWhiteSpace(reply))
        {
            return new ReplyReading.Failed(UnscoredReason.EmptyReply, "the judge's reply is empty");
        }

        string text = JsonInText.WithoutThinking(reply);
        try
        {
            return Read(text, reply);
        }
        catch (RegexMatchTimeoutException)
        {
            return ReplyReading.Unreadable($"the pattern {Text} took longer than 100 ms on this reply");
        }
    }

    private ReplyReading Read(string text, string reply)
    {
        GradeReading? found = null;
        foreach (Match match in _regex.Matches(text))
        {
            Group? group = match.Groups.Values.Skip(1).FirstOrDefault(g => g.Success);
            GradeReading reading = group is null || IsPiece(text, group) ? new GradeReading.Unreadable(match.Value) : Grades.Read(_criterion.Scale, group.Value);
            if (found is not null && !SameGrade(found, reading))
            {
                return new ReplyReading.Failed(UnscoredReason.Contradictory, $"the reply holds more than one verdict: {Show(found)} and {Show(reading)}");
            }

            found ??= reading;
        }

        return found switch
        {
            null => ReplyReading.Unreadable($"nothing in the reply matches {Text}"),
            GradeReading.Read grade => new ReplyReading.Read([new CriterionScore(_criterion.Name, grade.Value, grade.Label, reply.Trim(), [])], null),
            GradeReading.OffScale off => new ReplyReading.Failed(UnscoredReason.OffScale, $"{off.Found} is not on the scale {_criterion.Scale.Text}"),
            _ => ReplyReading.Unreadable($"{Show(found)} is no grade"),
        };
    }

    /// <summary>An expression such as <c>(\d)</c> takes the 1 out of 10; half a number is no grade.</summary>
    private static bool IsPiece(string text, Group group)
    {
        int before = group.Index - 1;
        int after = group.Index + group.Length;
        return group.Length > 0
            && ((char.IsDigit(text[group.Index]) && before >= 0 && (char.IsDigit(text[before]) || (text[before] is '.' or ',' && before > 0 && char.IsDigit(text[before - 1]))))
                || (char.IsDigit(text[after - 1]) && after < text.Length
                    && (char.IsDigit(text[after]) || (text[after] is '.' or ',' && after + 1 < text.Length && char.IsDigit(text[after + 1])))));
    }

    private static string Literal(string text, Scale scale)
    {
        string grade = scale switch
        {
            Scale.Labels labels => string.Join('|', labels.Values.OrderByDescending(v => v.Name.Length).Select(v => Regex.Escape(v.Name))),
            Scale.PassFail => "[Pp]ass|PASS|[Ff]ail|FAIL",
            _ => Number,
        };
        MatchCollection places = Regex.Matches(text, @"(?<![\p{L}\p{Nd}])x(?![\p{L}\p{Nd}])", RegexOptions.None, TimeSpan.FromMilliseconds(100));
        if (places.Count != 1)
        {
            throw new ConfigurationException(
                $"the pattern {text} needs exactly one lone x where the grade stands, as in [[x]] or Rating: x; or write a regular expression between slashes: /Score: (\\d+)/");
        }

        // A grade is never a piece of something longer: no "1" out of "10", no "4" out of "4,5", "4-5", "4/50" or "GPT4".
        int at = places[0].Index;
        string before = at == 0 ? @"(?<![\p{L}\p{Nd}.,/\-])" : Regex.Escape(text[..at]);
        string after = at + 1 == text.Length
            ? @"(?![\p{L}\p{Nd}]|[.,:/]\p{Nd}|[ \t]*[\-\u2013\u2014][ \t]*\p{Nd})"
            : $@"\s*{Regex.Escape(text[(at + 1)..])}(?!\p{{Nd}})";
        return $"{before}\\s*({grade}){after}";
    }

    private static bool SameGrade(GradeReading a, GradeReading b) =>
        a is GradeReading.Read x && b is GradeReading.Read y ? x.Value == y.Value : a == b;

    private static string Show(GradeReading reading) => reading switch
    {
        GradeReading.Read read => read.Label ?? FormattableString.Invariant($"{read.Value}"),
        GradeReading.OffScale off => off.Found,
        GradeReading.Unreadable unreadable => unreadable.Found,
        _ => "",
    };
}
