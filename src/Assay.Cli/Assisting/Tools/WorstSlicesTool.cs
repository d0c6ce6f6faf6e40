using System.Text.Json;
using Assay.Configuring;
using Assay.Server.Dashboard;
using Assay.Surfacing;
using Assay.Surfacing.Reporting;

namespace Assay.Cli.Assisting.Tools;

/// <summary>Where it is worst.</summary>
internal static class WorstSlicesTool
{
    private const int UsualRows = 10;
    private const int MostRows = 50;

    public static readonly AssistantTool Tool = new()
    {
        Name = "worst_slices",
        Description = "Where the responses are worst, or where they changed most: values of the declared fields with mean, interval, n, and the change against as long before. Only slices of at least 30 scores are ranked. Ask it to find out why quality fell.",
        Parameters =
        [
            ToolParameter.Judge, ToolParameter.Range, new ToolParameter("field", "Only values of this field. Default: every declared field."),
            new ToolParameter("order", "lowest: the lowest means first. fallen: what fell most first, clear changes only. Default: lowest.") { Values = ["lowest", "fallen"] },
            ToolParameter.Limit(UsualRows, MostRows),
        ],
        AnswerAsync = AnswerAsync,
    };

    private static async Task AnswerAsync(ToolQuestion asked, Utf8JsonWriter json, CancellationToken cancellationToken)
    {
        View view = asked.Range();
        if (await QualityTool.WriteJudgedAsync(asked, view, json, cancellationToken) is not { } now)
        {
            return;
        }

        IReadOnlyList<string> fields = await asked.FieldsAsync(cancellationToken);
        if (asked.Text("field") is { } field)
        {
            fields = fields.Contains(field) ? [field] : throw new ConfigurationException($"`{HarmlessText.Line(field, 80)}` is no declared field. There are: {string.Join(", ", fields)}. `slices` in assay.yaml declares more.");
        }

        IReadOnlyList<ReportSlice> before = await SliceRanking.ReadAsync(asked.Ledger, new RollupQuery(view.Period.Before, view.Period.From), now, fields, cancellationToken);
        List<(ReportSlice Slice, Difference? Change)> rows =
        [
            .. from slice in await SliceRanking.ReadAsync(asked.Ledger, new RollupQuery(view.Period.From, view.Period.To), now, fields, cancellationToken)
               where slice.IsRanked
               let earlier = before.FirstOrDefault(b => b.IsRanked && b.Field == slice.Field && b.Value == slice.Value)
               select (slice, Difference.Between(earlier?.Scores, slice.Scores)),
        ];
        if (asked.Text("order") == "fallen")
        {
            rows = [.. rows.Where(r => r.Change is { IsClear: true, Value: < 0 }).OrderBy(r => r.Change!.Value)];
        }

        int limit = asked.Whole("limit", UsualRows);
        json.WriteNumber("slices_found", rows.Count);
        json.WriteStartArray("slices");
        foreach ((ReportSlice slice, Difference? change) in rows.Take(limit))
        {
            json.WriteStartObject();
            json.Name("field", slice.Field);
            json.Name("value", slice.Value);
            json.Mean(slice.Scores);
            if (change is not null)
            {
                EstimateJson.Write(json, "change", change);
                json.WriteString("verdict", change.Verdict);
            }

            json.WriteEndObject();
        }

        json.WriteEndArray();
    }
}
