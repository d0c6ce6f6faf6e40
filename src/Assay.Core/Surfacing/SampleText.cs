using System.Globalization;
using Assay.Scoring.Judging;
using Assay.Scoring.Panels;
using Assay.Scoring.Sampling;

namespace Assay.Surfacing;

/// <summary>The samples of one criterion in a line, for people.</summary>
public static class SampleText
{
    /// <param name="samples">Of one criterion, in their order.</param>
    public static string Of(IReadOnlyList<ScoreSample> samples)
    {
        double? deviation = WithinItem.Deviation([.. samples.Where(s => s.Value is not null).Select(s => s.Value!.Value)]);
        return string.Create(CultureInfo.InvariantCulture, $"{string.Join(", ", samples.Select(Of))}{(deviation is { } sd ? $" · sd {sd:0.##}" : "")}");
    }

    /// <summary>What a voter of a panel said, with the samples behind it.</summary>
    public static string Of(PanelVote vote) => string.Join(", ", vote.Scores.Select(score =>
    {
        ScoreSample[] samples = [.. vote.Samples.Where(s => s.Criterion == score.Criterion)];
        string said = string.Create(CultureInfo.InvariantCulture, $"{score.Criterion} {score.Label ?? score.Value.ToString("0.###", CultureInfo.InvariantCulture)}");
        return samples switch { [] => said, [var only] => $"{score.Criterion} {Of(only)}", _ => $"{said}: {Of(samples)}" };
    }));

    private static string Likeliest(ScoreSample sample) => sample.Grades.MaxBy(g => g.Probability) is { } likeliest
        ? string.Create(CultureInfo.InvariantCulture, $"{likeliest.Probability:0.###} on the likeliest grade, ") : "";

    private static string Of(ScoreSample sample) => sample switch
    {
        { Value: { } value, Mass: { } mass } => string.Create(CultureInfo.InvariantCulture, $"{sample.Label ?? ""}{(sample.Label is null ? "" : " ")}{value:0.###} ({Likeliest(sample)}{mass:P0} on the scale)"),
        { Value: { } value } => sample.Label ?? value.ToString("0.###", CultureInfo.InvariantCulture),
        { Problem: { } problem } => problem.ToSnakeCase(),
        _ => "none",
    };
}
