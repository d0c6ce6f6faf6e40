using System.Globalization;
using System.Text.Json;
using Assay.Collecting;
using Assay.Scoring.Judging;
using Assay.Scoring.Rubrics;

namespace Assay.Scoring.Checking;

/// <summary>How overlap of words is measured.</summary>
public enum OverlapMeasure
{
    RougeL,
    TokenF1,
}

/// <summary>How much the output's words overlap with those of an expected text, from 0 to 1; of several texts, the nearest counts.</summary>
/// <param name="AtLeast">The least that passes; null: the overlap itself is the grade.</param>
public sealed record OverlapCheck(OverlapMeasure Measure, IReadOnlyList<ExpectedText> Expected, double? AtLeast) : Check
{
    /// <summary>Words of a text that are compared at most: beyond them a comparison would take too long.</summary>
    internal const int MostWords = 50_000;

    private static readonly Scale Share = new Scale.Numeric(0, 1, Fractions: true);

    public override string Name => Measure == OverlapMeasure.RougeL ? "rouge_l" : "token_f1";

    public override Scale Scale => AtLeast is null ? Share : base.Scale;

    public override string Question => AtLeast is { } least
        ? string.Create(CultureInfo.InvariantCulture, $"Is {Name} of the output with {string.Join(" or ", Expected)} at least {least}?")
        : $"How much does the output overlap with {string.Join(" or ", Expected)}, by {Name}?";

    internal override void WriteDefinition(Utf8JsonWriter json)
    {
        json.WriteString("measure", Name);
        WriteTexts(json, "expected", Expected.Select(e => e.Text));
        if (AtLeast is { } least)
        {
            json.WriteNumber("at_least", least);
        }
    }

    internal override CheckFinding Look(Response response)
    {
        Overlap? best = null;
        foreach (ExpectedText expected in Expected)
        {
            if (expected.Of(response) is not { } text)
            {
                return expected.Missing(response);
            }

            Overlap? overlap = Measure == OverlapMeasure.RougeL ? RougeL.Of(response.Output, text) : TokenF1.Of(response.Output, text);
            if (overlap is null)
            {
                return new CheckFinding.Missing(UnscoredReason.TooLong, FormattableString.Invariant($"the output or what is expected has more than {MostWords:N0} words"));
            }

            best = best is null || overlap.F1 > best.F1 ? overlap : best;
        }

        string found = string.Create(CultureInfo.InvariantCulture, $"{Name} {best!.F1:0.###}: precision {best.Precision:0.###}, recall {best.Recall:0.###}");
        return AtLeast is { } least
            ? CheckFinding.Of(best.F1 >= least, string.Create(CultureInfo.InvariantCulture, $"{found}; at least {least} is wanted"))
            : new CheckFinding.Graded(best.F1, found);
    }
}

/// <summary>What two texts have in common: as a share of the candidate, as a share of what is expected, and the harmonic mean of both.</summary>
public sealed record Overlap(double Precision, double Recall)
{
    public double F1 => Precision + Recall > 0 ? 2 * Precision * Recall / (Precision + Recall) : 0;
}
