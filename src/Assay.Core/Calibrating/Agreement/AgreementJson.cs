using System.Text.Json;
using Assay.Calibrating.Annotators;
using Assay.Calibrating.Gates;
using Assay.Calibrating.Labels;
using Assay.Surfacing;

namespace Assay.Calibrating.Agreement;

/// <summary>Agreement as the members of a JSON object.</summary>
public static class AgreementJson
{
    private static readonly string[] Alphas = ["nominal", "ordinal", "interval"];

    public static void Write(Utf8JsonWriter json, AgreementReport report)
    {
        MeasureJson.WriteTexts(json, "raters", report.Table.Raters.Select(r => r.Name));
        json.WriteStartObject("kinds");
        foreach (Rater rater in report.Table.Raters)
        {
            json.WriteString(rater.Name, rater.Kind == RaterKind.Judge ? "judge" : "human");
        }

        json.WriteEndObject();
        json.WriteNumber("items", report.Table.Items.Count);
        MeasureJson.WriteTexts(json, "labels", report.Table.Scale.HasCategories ? report.Table.Scale.Names : []);
        json.WriteStartArray("pairs");
        foreach (PairAgreement pair in report.Pairs)
        {
            json.WriteStartObject();
            json.WriteString("a", pair.A);
            json.WriteString("b", pair.B);
            json.WriteNumber("n", pair.N);
            MeasureJson.Write(json, pair.Figures);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        foreach (NamedMeasure figure in report.Together.Where(f => !Alphas.Contains(f.Name)))
        {
            EstimateJson.Write(json, figure.Name, figure.Value.Estimate);
        }

        MeasureJson.WriteObject(json, "krippendorff_alpha", report.Together.Where(f => Alphas.Contains(f.Name)));
        MeasureJson.WriteUndefined(json, report.Together.Where(f => !Alphas.Contains(f.Name)));
        json.WriteString("together_of", report.TogetherOf);
        json.WriteStartObject("majority");
        foreach ((string label, int count) in report.Majority)
        {
            json.WriteNumber(label, count);
        }

        json.WriteEndObject();
        json.WriteNumber("without_majority", report.Tied);
        MeasureJson.WriteObject(json, "human_ceiling", report.HumanCeiling);
        json.WriteStartArray("judges");
        foreach (JudgeAgreement judge in report.Judges)
        {
            Write(json, judge, report.Table.Scale);
        }

        json.WriteEndArray();
        json.WriteStartArray("baselines");
        foreach (Baseline baseline in report.Baselines)
        {
            json.WriteStartObject();
            json.WriteString("name", baseline.Name);
            json.WriteNumber("n", baseline.N);
            MeasureJson.Write(json, baseline.Figures);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        Write(json, report.Disagreements);
        MeasureJson.WriteTexts(json, "warnings", report.Warnings);
    }

    private static void Write(Utf8JsonWriter json, JudgeAgreement judge, LabelScale scale)
    {
        json.WriteStartObject();
        json.WriteString("judge", judge.Judge);
        json.WriteString("against", judge.Against);
        json.WriteNumber("n", judge.N);
        MeasureJson.Write(json, judge.Figures);
        MeasureJson.WriteObject(json, "leave_one_out", judge.LeaveOneOut);
        if (judge.Limits is { } limits)
        {
            json.WriteStartObject("limits_of_agreement");
            EstimateJson.Write(json, "bias", limits.Bias);
            json.WriteNumber("deviation", limits.Deviation);
            EstimateJson.Write(json, "lower", limits.Lower);
            EstimateJson.Write(json, "upper", limits.Upper);
            json.WriteEndObject();
        }

        Write(json, judge.AltTest, judge.NoAltTest);
        if (judge.Confusion is { } confusion)
        {
            json.WriteStartObject("confusion");
            for (int truth = 0; truth < confusion.Size; truth++)
            {
                json.WriteStartObject(scale.Names[truth]);
                for (int said = 0; said < confusion.Size; said++)
                {
                    json.WriteNumber(scale.Names[said], confusion[truth, said]);
                }

                json.WriteEndObject();
            }

            json.WriteEndObject();
        }

        json.WriteString("standing", judge.Standing is JudgeStanding.Trusted ? "trusted" : "advisory");
        MeasureJson.WriteTexts(json, "standing_reasons", judge.Standing is JudgeStanding.Advisory advisory ? advisory.Reasons : []);
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, AltTest? test, string? reason)
    {
        json.WriteStartObject("alt_test");
        if (test is null)
        {
            json.WriteString("undefined", reason);
            json.WriteEndObject();
            return;
        }

        json.WriteNumber("winning_rate", test.WinningRate);
        json.WriteNumber("advantage_probability", test.AdvantageProbability);
        json.WriteBoolean("passes", test.Passes);
        json.WriteStartArray("people");
        foreach (AltTest.Person person in test.People)
        {
            json.WriteStartObject();
            json.WriteString("name", person.Name);
            json.WriteNumber("n", person.Items);
            json.WriteNumber("p", person.PValue);
            json.WriteNumber("advantage", person.Advantage);
            json.WriteBoolean("is_beaten", person.IsBeaten);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, IReadOnlyList<Disagreement> disagreements)
    {
        json.WriteStartArray("disagreements");
        foreach (Disagreement disagreement in disagreements)
        {
            json.WriteStartObject();
            json.WriteString("item", disagreement.Item);
            json.WriteNumber("distance", disagreement.Distance);
            json.WriteStartObject("labels");
            foreach ((string rater, string label) in disagreement.Labels)
            {
                json.WriteString(rater, label);
            }

            json.WriteEndObject();
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }
}
