using System.Globalization;
using Assay.Scoring.Judging;
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

    private static string Of(ScoreSample sample) => sample switch
    {
        { Value: { } value, Mass: { } mass } => string.Create(CultureInfo.InvariantCulture, $"{sample.Label ?? ""}{(sample.Label is null ? "" : " ")}{value:0.###} ({mass:P0} on the scale)"),
        { Value: { } value } => sample.Label ?? value.ToString("0.###", CultureInfo.InvariantCulture),
        { Problem: { } problem } => problem.ToSnakeCase(),
        _ => "none",
    };
}
