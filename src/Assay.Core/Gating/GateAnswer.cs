using Assay.Collecting;
using Assay.Scoring.Judging;

namespace Assay.Gating;

/// <summary>What was judged of one output of a case.</summary>
public sealed record GateAnswer
{
    /// <summary>For whoever shows the case; null where it is not known.</summary>
    public Response? Response { get; init; }

    /// <summary>How often it was to be judged.</summary>
    public int Asked { get; init; } = 1;

    /// <summary>The scores that were given, one a sample, by criterion.</summary>
    public required IReadOnlyDictionary<string, IReadOnlyList<double>> Scores { get; init; }

    /// <summary>Why it has no score, or too few of them; null where it has.</summary>
    public string? Reason { get; init; }

    /// <summary>The reason in the words of whoever failed.</summary>
    public string? Detail { get; init; }

    /// <summary>There is nothing to judge because of what the application put out, not because of the judge.</summary>
    public bool IsOutputAtFault { get; init; }

    /// <summary>The judge's reasons, of the first sample that was scored, by criterion.</summary>
    public IReadOnlyDictionary<string, string> Said { get; init; } = new Dictionary<string, string>();

    /// <summary>The mean over samples; null where less than half of them were scored.</summary>
    public double? Score(string criterion) =>
        Scores.TryGetValue(criterion, out IReadOnlyList<double>? given) && given.Count > 0 && 2 * given.Count >= Asked ? given.Average() : null;

    /// <summary>Reasons that lie with the output itself.</summary>
    public static bool IsOfOutput(string? reason) => reason is not null && OfOutput.Contains(reason);

    private static readonly string[] OfOutput =
    [
        UnscoredReason.EmptyOutput.ToSnakeCase(), UnscoredReason.NoContent.ToSnakeCase(), UnscoredReason.InvalidJson.ToSnakeCase(), UnscoredReason.OutputRefusal.ToSnakeCase(),
        UnscoredReason.NoNumber.ToSnakeCase(),
    ];
}
