using System.Globalization;
using System.Text;
using Assay.Scoring.Rubrics;
using Assay.Scoring.Sampling;

namespace Assay.Scoring.Replies;

/// <summary>What a criterion's grade is on average, over all grades that the model might have written.</summary>
/// <param name="Expected">To a thousandth, so that scores stay countable.</param>
/// <param name="Mass">The share of the probability that stands on grades of the scale.</param>
public sealed record ScoreWeight(double Expected, double Mass)
{
    /// <summary>How probable each grade is, the lowest first; none with so little mass that the grade counts as it stands.</summary>
    public IReadOnlyList<GradeProbability> Grades { get; init; } = [];
}

/// <summary>
/// Weighs the grades of a JSON reply by the probabilities of the tokens they are written with. Only where a grade's token is found
/// exactly, and each token means one grade: else nothing is said of it.
/// </summary>
internal static class TokenWeights
{
    /// <summary>Part of a judge's version: raise it whenever grades are weighed differently.</summary>
    public const string Version = "weighted-1";

    /// <summary>With less of the probability on the scale, the grade counts as it stands.</summary>
    public const double LeastMass = 0.8;

    /// <summary>A scale of more grades than a provider names tokens cannot be weighed.</summary>
    private const int MostGrades = 20;

    /// <summary>Of probabilities: far enough out that thresholds close to 1 can be told apart.</summary>
    private const int Digits = 6;

    private static readonly char[] Around = [' ', '\n', '\r', '\t', '"', ':', ',', '}'];

    /// <summary>One per criterion; null where its token cannot be told.</summary>
    public static ScoreWeight?[] Of(string reply, IReadOnlyList<ReplyToken> tokens, IReadOnlyList<Criterion> asked)
    {
        byte[] utf8 = Encoding.UTF8.GetBytes(reply);
        if (tokens.Sum(t => t.Bytes) != utf8.Length)
        {
            return new ScoreWeight?[asked.Count];
        }

        GradePlace?[] places = GradePlace.Find(utf8, asked);
        return [.. asked.Select((criterion, i) => places[i] is { } place ? Of(place, utf8, tokens, Grades(criterion.Scale)) : null)];
    }

    private static ScoreWeight? Of(GradePlace place, byte[] reply, IReadOnlyList<ReplyToken> tokens, IReadOnlyList<ScaleLabel> grades)
    {
        int start = 0;
        int index = 0;
        while (start + tokens[index].Bytes <= place.Start)
        {
            start += tokens[index++].Bytes;
        }

        ReplyToken token = tokens[index];
        bool isWhole = start + token.Bytes >= place.End;
        bool isBegun = reply[start..place.Start].All(b => Around.Contains((char)b));
        (string Text, double Probability)[] written = [.. token.Top.Append((token.Text, token.LogProbability)).DistinctBy(t => t.Item1).Select(t => (t.Item1.Trim(Around), Math.Exp(t.Item2)))];
        return grades.Count == 0 || !isBegun || (!isWhole && IsNumber(grades)) || !AreToldApart(grades, written) ? null : Of(grades, written);
    }

    private static ScoreWeight Of(IReadOnlyList<ScaleLabel> grades, (string Text, double Probability)[] written)
    {
        var probable = new SortedDictionary<double, double>();
        foreach ((string text, double probability) in written)
        {
            if (Meant(grades, text) is { } grade)
            {
                probable[grade.Value] = probable.GetValueOrDefault(grade.Value) + probability;
            }
        }

        double mass = probable.Values.Sum();
        double kept = Math.Round(Math.Min(mass, 1), 4);
        return new ScoreWeight(mass > 0 ? Math.Round(probable.Sum(g => g.Key * g.Value) / mass, 3) : 0, kept)
        {
            Grades = kept < LeastMass ? [] : [.. probable.Select(g => new GradeProbability(g.Key, Math.Round(g.Value / mass, Digits))).Where(g => g.Probability > 0)],
        };
    }

    /// <summary>The grade, or the one whose word begins so.</summary>
    private static ScaleLabel? Meant(IReadOnlyList<ScaleLabel> grades, string token)
    {
        if (token.Length == 0)
        {
            return null;
        }

        ScaleLabel[] begun = [.. grades.Where(g => g.Name.StartsWith(token, StringComparison.OrdinalIgnoreCase))];
        return begun.FirstOrDefault(g => g.Name.Length == token.Length) ?? (begun is [var only] && !IsNumber(grades) ? only : null);
    }

    /// <summary>A token 1 may be the beginning of 10, unless 10 is seen to be a token too.</summary>
    private static bool AreToldApart(IReadOnlyList<ScaleLabel> grades, (string Text, double Probability)[] written) => !grades.Any(g =>
        grades.Any(longer => longer.Name.Length > g.Name.Length && longer.Name.StartsWith(g.Name, StringComparison.OrdinalIgnoreCase)
            && !written.Any(w => w.Text.Equals(longer.Name, StringComparison.OrdinalIgnoreCase))));

    private static bool IsNumber(IReadOnlyList<ScaleLabel> grades) => grades[0].Name.All(char.IsAsciiDigit);

    /// <summary>None where there are grades in between, or a grade is made of several answers.</summary>
    private static IReadOnlyList<ScaleLabel> Grades(Scale scale) => scale switch
    {
        Scale.Numeric { Fractions: false, From: >= 0 } numeric when numeric.To - numeric.From < MostGrades =>
            [.. Enumerable.Range((int)numeric.From, (int)(numeric.To - numeric.From) + 1).Select(n => new ScaleLabel(n.ToString(CultureInfo.InvariantCulture), n))],
        Scale.Numeric or Scale.Checklist => [],
        _ => scale.Names,
    };
}
