namespace Assay.Surfacing.Alerts;

/// <summary>What must not be. Windows go back from now by when responses occurred: in whole hours, and to the minute only where they are shorter than an hour.</summary>
public abstract record AlertCondition
{
    private AlertCondition()
    {
    }

    /// <summary>How it is written in <c>assay.yaml</c> and called in an <see cref="AlertSubject"/>.</summary>
    public string Kind => this switch
    {
        MeanBelow => "mean",
        Drop => "drop",
        BadShare => "bad_share",
        CoverageBelow => "coverage",
        OwedLongerThan => "owed",
        JudgePaused => "judge_paused",
        BudgetSpent => "budget",
        Disagreement => "disagreement",
        _ => "no_data",
    };

    /// <summary>It is about scores, and not about the work of getting them.</summary>
    public bool IsOfScores => this is MeanBelow or Drop or BadShare;

    /// <summary>It may be asked of one criterion.</summary>
    public bool HasCriterion => IsOfScores || this is Disagreement;

    /// <summary>The mean of a window is below a score.</summary>
    /// <param name="Window">Null: the <see cref="Last"/> scores, whenever they were given.</param>
    /// <param name="MinimumN">With fewer scores in the window nothing is said.</param>
    /// <param name="Confidence">The mean's interval at this confidence must lie below.</param>
    public sealed record MeanBelow(double Score, TimeSpan? Window, long MinimumN, double Confidence) : AlertCondition
    {
        /// <summary>How many of the latest scores are looked at; null: those of the window.</summary>
        public int? Last { get; init; }
    }

    /// <summary>The mean fell since the last release, or at a time that nobody announced. By sequential tests: looking often raises no false alarm.</summary>
    /// <param name="Least">A fall of less, in points of the scale, is none.</param>
    public sealed record Drop(double? Least) : AlertCondition;

    /// <summary>The share of bad responses burns its budget too fast: so many times too fast in a long and in a short window.</summary>
    /// <param name="AtMost">A score of at most this is bad; null: one in the lower quarter of the scale.</param>
    /// <param name="Budget">The share of bad responses that is agreed upon.</param>
    public sealed record BadShare(double? AtMost, double Budget) : AlertCondition;

    /// <summary>The share of what was judged that ended with a score is below a number: the judge, not what is judged.</summary>
    public sealed record CoverageBelow(double Share, TimeSpan Window, long MinimumN) : AlertCondition;

    /// <summary>A verdict has been owed for longer.</summary>
    public sealed record OwedLongerThan(TimeSpan Age) : AlertCondition;

    /// <summary>A judge is paused: its key, its model or its quota is wrong.</summary>
    public sealed record JudgePaused : AlertCondition;

    /// <summary>A share of the budget is spent.</summary>
    public sealed record BudgetSpent(double Share) : AlertCondition;

    /// <summary>Too seldom the judge says what people say: the judge, not what is judged.</summary>
    /// <param name="Share">Of the responses that were labelled last it must agree on so many.</param>
    /// <param name="Last">How many of them are looked at.</param>
    /// <param name="MinimumN">With fewer nothing is said.</param>
    public sealed record Disagreement(double Share, int Last, long MinimumN) : AlertCondition
    {
        /// <summary>Points of the scale that judge and people may be apart; null: an eighth of the scale.</summary>
        public double? Within { get; init; }
    }

    /// <summary>Nothing was scored in a window in which responses used to come.</summary>
    public sealed record NoData(TimeSpan Window) : AlertCondition;
}
