using System.Globalization;
using System.Text;
using Assay.Scoring.Judging;
using Assay.Surfacing;

namespace Assay.Testing;

/// <summary>A test that judged answers did not pass. Every framework shows its message.</summary>
public abstract class JudgementException(string message, Judgement judgement) : Exception(message)
{
    private const int MostShown = 5;
    private const int LongestText = 300;

    /// <summary>Everything that was said.</summary>
    public Judgement Judgement => judgement;

    private protected static string Text(string first, Judgement judgement, IEnumerable<JudgedAnswer> shown)
    {
        JudgedAnswer[] answers = [.. shown];
        var text = new StringBuilder(first);
        foreach (JudgedAnswer answer in answers.Take(MostShown))
        {
            text.Append("\n  \"").Append(HarmlessText.Line(answer.Answer.Output, LongestText)).Append('"');
            if (answer.Problem is { } problem)
            {
                text.Append("\n    ").Append(HarmlessText.Line(problem, LongestText));
            }

            foreach (CriterionScore said in answer.Said)
            {
                text.Append(CultureInfo.InvariantCulture, $"\n    {said.Criterion} {said.Label ?? Number(said.Value)}: {HarmlessText.Line(said.Reason ?? "no reason given", LongestText)}");
            }
        }

        if (answers.Length > MostShown)
        {
            text.Append(CultureInfo.InvariantCulture, $"\n  and {answers.Length - MostShown} more");
        }

        return text.Append('\n').Append(judgement.Footer).ToString();
    }

    private protected static string Number(double value) => value.ToString("0.##", CultureInfo.InvariantCulture);

    private protected static string Interval(Judgement judgement) => judgement.Mean is { Low: { } low, High: { } high }
        ? $" (95 % interval over {judgement.Answers.Count} answers {Number(low)} to {Number(high)})"
        : judgement.Answers.Count > 1 ? $" over {judgement.Answers.Count} answers" : "";
}

/// <summary>The answers were judged, and are not good enough.</summary>
public sealed class BelowBarException(Judgement judgement) : JudgementException(
    Text(
        $"Below the bar: {judgement.Bar.Criterion} is {Number(judgement.Score!.Value)}{Interval(judgement)}, at least {Number(judgement.Bar.Score)} is wanted.",
        judgement,
        judgement.Answers.Where(a => a.Score < judgement.Bar.Score).OrderBy(a => a.Score)),
    judgement);

/// <summary>It cannot be told whether the answers are good enough: the judge failed, or says something else each time. That is no pass.</summary>
public sealed class InconclusiveException : JudgementException
{
    internal InconclusiveException(Judgement judgement)
        : base(Explanation(judgement), judgement)
    {
    }

    private static string Explanation(Judgement judgement)
    {
        JudgedAnswer[] failed = [.. judgement.Answers.Where(a => a.Score is null)];
        return failed.Length > 0
            ? Text($"Not judged: {failed.Length} of {judgement.Answers.Count} answers have no score, so it cannot be told whether {judgement.Bar.Criterion} is at least {Number(judgement.Bar.Score)}.", judgement, failed)
            : Text(
                $"Inconclusive: {judgement.Bar.Criterion} is {Number(judgement.Score!.Value)} on average, but the {judgement.Bar.Samples} samples differ so much that it may as well be {Number(judgement.Sampled!.AtLeast!.Value)}; "
                + $"at least {Number(judgement.Bar.Score)} is wanted, and no less than {Number(judgement.Bar.Margin!.Value)} below it. Take more samples, or allow a larger margin.",
                judgement,
                judgement.Answers);
    }
}
