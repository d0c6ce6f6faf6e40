namespace Assay.Calibrating.Labelling;

/// <summary>What a person says of one criterion of one response. It holds no text of the response; its note is the rater's.</summary>
/// <param name="Score">On the scale from <paramref name="Low"/> to <paramref name="High"/>.</param>
public sealed record HumanLabel(LabelKey Key, double Score, double Low, double High)
{
    public const int LongestNote = 2_000;
    public const int LongestRater = 80;

    /// <summary>What is wrong with a rater's name; null where nothing is.</summary>
    public static string? RaterProblem(string rater) =>
        rater.Length == 0 ? "nobody is named as the rater."
        : rater.Length > LongestRater ? FormattableString.Invariant($"the rater's name has {rater.Length} characters, and may have {LongestRater}.")
        : rater.Any(char.IsControl) ? "the rater's name holds a control character."
        : null;

    /// <summary>What the score is called; null on a scale of numbers.</summary>
    public string? Grade { get; init; }

    public required DateTimeOffset At { get; init; }

    public string? Note { get; init; }

    /// <summary>The rater had not seen what the judge says.</summary>
    public bool IsBlind { get; init; } = true;

    /// <summary>Null: nobody drew it, so its probability is not known. Said by the ledger; what is saved needs none.</summary>
    public LabelDraw? Draw { get; init; }
}
