using Assay.Scoring.Judging;

namespace Assay.Surfacing.Alerts;

/// <summary>Which reasons for not being scored lie with the judge.</summary>
public static class JudgeFailure
{
    private static readonly HashSet<string> OfResponse = [.. new[]
    {
        UnscoredReason.EmptyOutput, UnscoredReason.NoContent, UnscoredReason.InvalidJson, UnscoredReason.OutputRefusal,
        UnscoredReason.NoReference, UnscoredReason.NoNumber, UnscoredReason.NotMeasured, UnscoredReason.TooLong,
    }.Select(r => r.ToSnakeCase())];

    /// <summary>Those that were found in the response before any call are none.</summary>
    public static bool Is(string reason) => !OfResponse.Contains(reason);

    public static long Count(IReadOnlyDictionary<string, long> unscored) => unscored.Where(u => Is(u.Key)).Sum(u => u.Value);
}
