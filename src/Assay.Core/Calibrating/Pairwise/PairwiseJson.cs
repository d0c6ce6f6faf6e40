using System.Text.Json;
using Assay.Surfacing;

namespace Assay.Calibrating.Pairwise;

/// <summary>Pairwise figures as the members of a JSON object.</summary>
public static class PairwiseJson
{
    public static void Write(Utf8JsonWriter json, PairwiseReport report)
    {
        Write(json, report.All);
        EstimateJson.Write(json, "longest_accuracy", report.Longest);
        if (report.WinRate is not null)
        {
            json.WriteNumber("wins", report.Outcomes.Wins);
            json.WriteNumber("ties", report.Outcomes.Ties);
            json.WriteNumber("losses", report.Outcomes.Losses);
        }

        EstimateJson.Write(json, "win_rate", report.WinRate);
        Write(json, report.Length);
        json.WriteStartObject("groups");
        foreach ((string group, PairwiseFigures figures) in report.Groups)
        {
            json.WriteStartObject(group);
            Write(json, figures);
            json.WriteEndObject();
        }

        json.WriteEndObject();
        if (report.Ranking is { } ranking)
        {
            WriteSystems(json, report.Systems, ranking);
        }

        MeasureJson.WriteTexts(json, "warnings", report.Warnings);
    }

    private static void Write(Utf8JsonWriter json, PairwiseFigures figures)
    {
        json.WriteNumber("items", figures.Items);
        json.WriteNumber("with_gold", figures.WithGold);
        json.WriteNumber("unreadable", figures.Unreadable);
        json.WriteNumber("conflicts", figures.Conflicts);
        EstimateJson.Write(json, "accuracy_original", figures.AccuracyOriginal);
        EstimateJson.Write(json, "accuracy_swapped", figures.AccuracySwapped);
        EstimateJson.Write(json, "accuracy_mean", figures.AccuracyMean);
        EstimateJson.Write(json, "both_right", figures.BothRight);
        EstimateJson.Write(json, "consistency", figures.Consistency);
        EstimateJson.Write(json, "first_shown_preference", figures.FirstShownPreference);
        EstimateJson.Write(json, "net_vote_accuracy", figures.NetVoteAccuracy);
        json.WriteStartObject("mcnemar");
        json.WriteNumber("first_in_both_orders", figures.Position.First);
        json.WriteNumber("second_in_both_orders", figures.Position.Second);
        json.WriteNumber("p", figures.Position.P);
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, LengthControl? length)
    {
        if (length is null)
        {
            return;
        }

        EstimateJson.Write(json, "length_controlled_win_rate", length.WinRate.Estimate);
        EstimateJson.Write(json, "length_effect", length.LengthEffect.Estimate);
        EstimateJson.Write(json, "prefers_longer", length.PrefersLonger);
        EstimateJson.Write(json, "gold_prefers_longer", length.GoldPrefersLonger);
        MeasureJson.WriteUndefined(json, [new NamedMeasure("length_controlled_win_rate", length.WinRate)]);
    }

    private static void WriteSystems(Utf8JsonWriter json, IReadOnlyList<SystemPair> pairs, BradleyTerry ranking)
    {
        json.WriteStartArray("ranking");
        foreach ((string system, Estimate rating) in ranking.Ratings)
        {
            json.WriteStartObject();
            json.WriteString("system", system);
            EstimateJson.Write(json, "rating", rating);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        if (ranking.Reason is { } reason)
        {
            json.WriteString("no_ranking", reason);
        }

        json.WriteStartArray("system_pairs");
        foreach (SystemPair pair in pairs)
        {
            json.WriteStartObject();
            json.WriteString("a", pair.A);
            json.WriteString("b", pair.B);
            json.WriteNumber("n", pair.N);
            EstimateJson.Write(json, "win_rate", pair.WinRate);
            Write(json, pair.Length);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }
}
