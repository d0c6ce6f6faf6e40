using System.Text.Json;
using Assay.Scoring.Running;
using Assay.Surfacing;
using Assay.Surfacing.Reporting;

namespace Assay.Integration.Tests.Reporting;

/// <summary>A report that holds a text in every place where a text of others can stand.</summary>
internal static class SampleReport
{
    private static readonly DateTimeOffset Noon = new(2026, 5, 4, 12, 0, 0, TimeSpan.Zero);

    /// <summary>A part for each text.</summary>
    public static Report Of(IReadOnlyList<string> texts) => new()
    {
        Title = texts[0],
        Subtitle = "2026-05-02 12:00 to 2026-05-04 12:00 UTC",
        MadeAt = Noon,
        Range = (Noon.AddDays(-2), Noon),
        Bar = LowBar.Usual,
        Judges = [.. texts.Select(Part)],
    };

    public static IReadOnlyList<ResultRow> Rows(string text) => [Scored(text), NotScored(text, OutcomeState.Unscored), NotScored(text, OutcomeState.Skipped), NotScored(text, OutcomeState.Owed)];

    private static JudgeReport Part(string text)
    {
        var scores = new ScoreHistogram(text, 1, 5, [(1, 20), (4, 20)]);
        return new JudgeReport
        {
            Judge = text,
            JudgeVersion = text,
            Model = text,
            OtherVersions = [(text, 7)],
            Counts = new OutcomeCounts { Scored = 40, Owed = 1, Unscored = [(text, 2)], Skipped = [(text, 3)] },
            Scores = [scores],
            Change = Difference.Between(scores, scores),
            ChangeAgainst = "the 2d before",
            Steps = [.. Enumerable.Range(0, 3).Select(i => new Rollup { Judge = text, JudgeVersion = text + (i / 2), VersionSince = Noon, Begin = Noon.AddHours(i - 30), Scored = 40, Scores = [scores] })],
            StepLength = TimeSpan.FromHours(1),
            Releases = [(text, Noon.AddHours(-29))],
            Slices = [new ReportSlice(text, text, scores)],
            Lowest = [Scored(text)],
            Unscored = [NotScored(text, OutcomeState.Unscored)],
            Cost = new ReportCost { Usd = 1.5m, Attempts = 50, Cached = 3, Shared = 2, SavedUsd = 0.5m, Tokens = (1000, 200) },
        };
    }

    private static ResultRow Scored(string text) => Row(text, OutcomeState.Scored) with
    {
        Overall = 1,
        FailureCode = text,
        Scores = [(text, 1, text, text, [text]), ("tone", 4, null, text, [])],
    };

    private static ResultRow NotScored(string text, OutcomeState outcome) => Row(text, outcome) with { Reason = text, Detail = text, RawReply = text };

    private static ResultRow Row(string text, OutcomeState outcome) => new()
    {
        Id = text,
        Outcome = outcome,
        Criteria = [text, "tone"],
        Judge = text,
        JudgeVersion = text,
        Body = JsonSerializer.Serialize(new
        {
            input = text, output = text, reference = text, context = new[] { text }, release = text, conversation = new[] { new { role = text, content = text } }, metadata = new Dictionary<string, string> { [text] = text },
        }),
    };
}
