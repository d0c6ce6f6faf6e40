using System.Net;
using System.Text.Json;
using Assay.Calibrating.Labelling;
using Assay.Cli.Output;
using Assay.Cli.Running;
using Assay.Configuring;

namespace Assay.Cli.Labelling;

/// <summary>Gives labels to a running service.</summary>
internal static class ServiceLabels
{
    /// <exception cref="ConfigurationException">The service is not there, or does not take it.</exception>
    public static Task<LabelImportReport> SendAsync(string url, IReadOnlyList<LabelLine> lines, string? judge, bool replaces, CancellationToken cancellationToken) => ServiceCall.PostAsync(
        url, $"/v1/labels?replace={(replaces ? "true" : "false")}{(judge is null ? null : $"&judge={Uri.EscapeDataString(judge)}")}", Body(lines), "import into the ledger with --store",
        (status, text) => status is HttpStatusCode.OK or HttpStatusCode.UnprocessableEntity ? Read(JsonElement.Parse(text)) : null, cancellationToken);

    private static string Body(IReadOnlyList<LabelLine> lines) => JsonLine.Write(json =>
    {
        json.WriteStartArray("labels");
        foreach (LabelLine line in lines)
        {
            json.WriteStartObject();
            json.WriteString("place", line.Place);
            json.WriteString("id", line.Id);
            json.WriteString("revision", line.Revision);
            json.WriteString("judge", line.Judge);
            json.WriteString("criterion", line.Criterion);
            json.WriteString("label", line.Label);
            json.WriteString("rater", line.Rater);
            json.WriteString("note", line.Note);
            json.WriteString("adjudication", line.IsAdjudication ? "true" : null);
            if (line.ShowsJudge)
            {
                json.WriteNull("judge_score");
            }

            json.WriteEndObject();
        }

        json.WriteEndArray();
    });

    private static LabelImportReport Read(JsonElement json) => new()
    {
        Added = json.GetProperty("added").GetInt32(),
        Known = json.GetProperty("known").GetInt32(),
        Replaced = json.GetProperty("replaced").GetInt32(),
        Empty = json.GetProperty("empty").GetInt32(),
        Findings = [.. json.GetProperty("findings").EnumerateArray().Select(f => new LabelFinding(f.GetProperty("place").GetString()!, f.GetProperty("problem").GetString()!, f.GetProperty("remedy").GetString()!))],
    };
}
