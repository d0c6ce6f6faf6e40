using System.Globalization;
using System.Text.Json;
using Assay.Calibrating.Correcting;
using Assay.Surfacing;

namespace Assay.Gating;

/// <summary>What people would say of one side's outputs, where its records carry labels of theirs.</summary>
/// <param name="Outputs">What the side is called.</param>
public sealed record CorrectedSide(string Outputs, GateScale Scale, Correction Mean)
{
    /// <summary>The field of a record with what a person says of its output.</summary>
    private static readonly string[] Fields = ["label", "human", "gold"];

    public string Sentence => $"{HarmlessText.Line(Outputs, 120)}, {CorrectionSentence.Of(Scale.Criterion, Mean, Scale.Text, Scale.Distance)}";

    /// <returns>None where no record carries a label that can be read on the scale.</returns>
    public static IReadOnlyList<CorrectedSide> Of(string name, IReadOnlyList<JudgedOutput> outputs, IReadOnlyList<GateScale> scales, int samples)
    {
        GateScale scale = scales[0];
        JudgedItem[] items =
        [
            .. from output in outputs
               let score = output.Answer(scales, samples).Score(scale.Criterion)
               where score is not null
               select new JudgedItem(score.Value, Label(output, scale)),
        ];
        return items.Any(i => i.Label is not null) ? [new CorrectedSide(name, scale, Correction.Of(items, (scale.Min, scale.Max)))] : [];
    }

    private static double? Label(JudgedOutput output, GateScale scale)
    {
        foreach (string field in Fields)
        {
            if (output.Response.Metadata.TryGetValue(field, out JsonElement value) && Number(value) is { } label && label >= scale.Min && label <= scale.Max)
            {
                return label;
            }
        }

        return null;

        double? Number(JsonElement value) => value.ValueKind switch
        {
            JsonValueKind.Number => value.GetDouble(),
            JsonValueKind.True => scale.Max,
            JsonValueKind.False => scale.Min,
            JsonValueKind.String when value.GetString() is { } text => double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double number) ? number
                : scale.IsPassFail && text is "pass" ? scale.Max : scale.IsPassFail && text is "fail" ? scale.Min : null,
            _ => null,
        };
    }
}
