using System.Globalization;
using Assay.Access;
using Assay.Calibrating.Labelling;
using Assay.Collecting;
using Assay.Server.Access;
using Assay.Server.Intake;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Assay.Server.Operation;

/// <summary><c>GET</c> and <c>POST /v1/labels</c>: what people say of responses; <c>GET /v1/labels/queues</c>: what they are asked.</summary>
internal static class LabelRoutes
{
    private const int LargestBody = 8 * 1024 * 1024;
    private const int MostLabels = 10_000;
    private const int UsualLabels = 1_000;

    private static readonly TimeSpan Retry = TimeSpan.FromSeconds(1);

    public static void MapLabels(this IEndpointRouteBuilder routes, ServiceState state)
    {
        routes.MapGet("/v1/labels", (HttpContext http) => ListAsync(http, state)).Needs(Scope.Read);
        routes.MapGet("/v1/labels/queues", (HttpContext http) => QueuesAsync(http, state)).Needs(Scope.Read);
        routes.MapPost("/v1/labels", (HttpContext http) => TakeAsync(http, state)).Needs(Scope.Label);
    }

    private static async Task ListAsync(HttpContext http, ServiceState state)
    {
        string? Asked(string name) => http.Request.Query[name].ToString() is { Length: > 0 } text ? text : null;
        string limit = Asked("limit") ?? UsualLabels.ToString(CultureInfo.InvariantCulture);
        if (!int.TryParse(limit, NumberStyles.None, CultureInfo.InvariantCulture, out int most) || most is < 1 or > MostLabels)
        {
            await Problem.WriteAsync(http, StatusCodes.Status400BadRequest, "The labels cannot be listed", $"`limit` is `{limit}`, but must be a whole number from 1 to {MostLabels}.");
            return;
        }

        DateTimeOffset since = default;
        if (Asked("since") is { } text && !DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out since))
        {
            await Problem.WriteAsync(http, StatusCodes.Status400BadRequest, "The labels cannot be listed", $"`since` is `{text}`, but must be a time such as 2026-11-20T10:00:00Z.");
            return;
        }

        var query = new LabelQuery { Judge = Asked("judge"), Criterion = Asked("criterion"), Queue = Asked("queue"), ResponseId = Asked("id"), Rater = Asked("rater"), Since = since == default ? null : since, AtMost = most };
        IReadOnlyList<HumanLabel> labels = await state.Ledger.Labels.LabelsAsync(query, http.RequestAborted);
        await Answer.WriteJsonAsync(http, StatusCodes.Status200OK, json =>
        {
            json.WriteStartArray("labels");
            foreach (HumanLabel label in labels)
            {
                LabelRecordJson.Write(json, label);
            }

            json.WriteEndArray();
        });
    }

    private static async Task QueuesAsync(HttpContext http, ServiceState state)
    {
        IReadOnlyList<LabelQueue> queues = await state.Ledger.Labels.QueuesAsync(http.RequestAborted);
        IReadOnlyList<LabelCount> counts = await state.Ledger.Labels.CountsAsync(http.RequestAborted);
        await Answer.WriteJsonAsync(http, StatusCodes.Status200OK, json => LabelRecordJson.Write(json, queues, counts));
    }

    private static async Task TakeAsync(HttpContext http, ServiceState state)
    {
        using Admission.Place? place = state.Admission.TryEnter(http.Request.ContentLength, LargestBody);
        if (place is null || !state.IsReady)
        {
            await Problem.WriteAsync(http, StatusCodes.Status503ServiceUnavailable, "The labels cannot be taken in now", "Nothing was saved. Send them again.", Retry);
            return;
        }

        using RequestBody? body = await RequestBody.ReadAsync(http, place, LargestBody, (status, detail) => Problem.WriteAsync(http, status, "The labels cannot be taken in", detail));
        if (body is null)
        {
            return;
        }

        IReadOnlyList<LabelLine> lines;
        try
        {
            lines = LabelLines.Read(body.Bytes.Span);
        }
        catch (InputException e)
        {
            await Problem.WriteAsync(http, StatusCodes.Status400BadRequest, "The labels cannot be taken in", $"{e.Message} Nothing was saved.");
            return;
        }

        string? judge = http.Request.Query["judge"].ToString() is { Length: > 0 } named ? named : null;
        var import = new LabelImport(state.Ledger.Labels, [.. state.Judges.Select(j => j.Judge)], judge, replaces: http.Request.Query["replace"] == "true");
        LabelImportReport report = await import.TakeAsync(lines, state.Clock.GetUtcNow(), http.RequestAborted);
        await Answer.WriteJsonAsync(http, report.IsTaken ? StatusCodes.Status200OK : StatusCodes.Status422UnprocessableEntity, json => LabelRecordJson.Write(json, report));
    }
}
