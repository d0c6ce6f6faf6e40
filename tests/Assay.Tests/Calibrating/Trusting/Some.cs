using Assay.Calibrating.Labelling;

namespace Assay.Tests.Calibrating.Trusting;

/// <summary>Labelled responses as tests want them.</summary>
internal static class Some
{
    public static readonly DateTimeOffset Noon = new(2026, 5, 4, 12, 0, 0, TimeSpan.Zero);

    /// <param name="people">What each says, on a scale from 1 to 5.</param>
    /// <param name="decided">What was decided where they disagree.</param>
    public static LabelledResponse Labelled(int number, double? judge, double[] people, double? decided = null, (double Low, double High)? scale = null) => new(number, $"r{number:000}", 1, Noon.AddHours(number))
    {
        Labels =
        [
            .. people.Select((score, person) => Label(number, $"person{person}", score, false, scale)),
            .. decided is { } ruling ? (HumanLabel[])[Label(number, "judge of people", ruling, true, scale)] : [],
        ],
        Judge = judge,
        JudgeVersion = judge is null ? null : "v1",
        FiguredAt = Noon.AddHours(number),
    };

    private static HumanLabel Label(int number, string rater, double score, bool isAdjudication, (double Low, double High)? scale) => new(
        new LabelKey($"r{number:000}", 1, "quality", "tone", rater, isAdjudication), score, scale?.Low ?? 1, scale?.High ?? 5)
    {
        At = Noon.AddDays(1),
        Draw = new LabelDraw("q1", LabelArm.Random, 0.1, "all"),
    };
}
