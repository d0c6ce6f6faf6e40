using System.Globalization;
using System.Text;
using System.Text.Json;
using Assay.Access;
using Assay.Scoring.Judging;
using Assay.Scoring.Running;
using Assay.Scoring.Serving;
using Assay.Server.Access;
using Assay.Surfacing;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Assay.Server.Queries;

/// <summary><c>GET /v1/responses</c> lists outcomes, newest responses first; <c>GET /v1/responses/{id}</c> gives one response's whole trail.</summary>
internal static class ResponseRoutes
{
    private const int MostRows = 1_000;
    private const int UsualRows = 100;
    private const string AllRevisions = "all";
    private const string LastRevision = "last";

    public static void MapResponses(this IEndpointRouteBuilder routes, ServiceState state)
    {
        routes.MapGet("/v1/responses", (HttpContext http) => ListAsync(http, state)).Needs(Scope.Read);
        routes.MapGet("/v1/responses/{**id}", (HttpContext http) => ShowAsync(http, state)).Needs(Scope.Read);
    }

    private static async Task ListAsync(HttpContext http, ServiceState state)
    {
        IQueryCollection asked = http.Request.Query;
        string limit = asked["limit"].ToString();
        string before = asked["before"].ToString();
        string outcome = asked["outcome"].ToString();
        string revisions = asked["revisions"].ToString();
        int rows = UsualRows;
        long place = 0;
        OutcomeState? wanted = Enum.GetValues<OutcomeState>().Where(s => s.ToSnakeCase() == outcome).Select(s => (OutcomeState?)s).FirstOrDefault();
        string? wrong =
            limit.Length > 0 && !(int.TryParse(limit, NumberStyles.None, CultureInfo.InvariantCulture, out rows) && rows is > 0 and <= MostRows) ? $"`limit` must be 1 to {MostRows}."
            : before.Length > 0 && !long.TryParse(before, NumberStyles.None, CultureInfo.InvariantCulture, out place) ? "`before` must be the `next` of an earlier page."
            : outcome.Length > 0 && wanted is null ? "`outcome` must be scored, unscored, skipped or owed."
            : revisions.Length > 0 && revisions is not (AllRevisions or LastRevision) ? $"`revisions` must be {AllRevisions} or {LastRevision}."
            : await AskedJudge.WrongAsync(state, Text(asked, "judge"), http.RequestAborted);
        if (wrong is not null)
        {
            await Problem.WriteAsync(http, StatusCodes.Status400BadRequest, "The question cannot be answered", wrong);
            return;
        }

        var query = new OutcomeQuery(Text(asked, "judge"), wanted, Text(asked, "reason"), Text(asked, "release"), before.Length > 0 ? place : null, rows)
        {
            AllRevisions = revisions == AllRevisions,
        };
        await Answer.WriteAsync(http, StatusCodes.Status200OK, Write(await state.Ledger.ListAsync(query, http.RequestAborted)));
    }

    private static async Task ShowAsync(HttpContext http, ServiceState state)
    {
        // The one character that stays encoded in a path.
        string id = (http.Request.RouteValues["id"]?.ToString() ?? "").Replace("%2F", "/", StringComparison.OrdinalIgnoreCase);
        if (await state.Ledger.TrailAsync(id, http.RequestAborted) is { } trail)
        {
            await Answer.WriteAsync(http, StatusCodes.Status200OK, Encoding.UTF8.GetBytes(TrailJson.Write(trail, state.Markers)));
        }
        else
        {
            await Problem.WriteAsync(http, StatusCodes.Status404NotFound, "No such response", "The ledger holds no response under this id.");
        }
    }

    private static byte[] Write(OutcomePage page)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer, ResultJson.Options))
        {
            json.WriteStartObject();
            json.WriteStartArray("outcomes");
            foreach (OutcomeListing row in page.Rows)
            {
                json.WriteStartObject();
                json.WriteString("id", row.Id);
                json.WriteNumber("revision", row.Revision);
                json.WriteString("received_at", row.ReceivedAt);
                json.WriteString("judge", row.Judge);
                json.WriteString("judge_version", row.JudgeVersion);
                json.WriteString("outcome", row.State.ToSnakeCase());
                json.WriteString("reason", row.Reason);
                if (row.Overall is { } overall)
                {
                    json.WriteNumber("overall", overall);
                }

                json.WriteNumber("cost_usd", row.CostUsd);
                json.WriteEndObject();
            }

            json.WriteEndArray();
            if (page.Next is { } next)
            {
                json.WriteString("next", next.ToString(CultureInfo.InvariantCulture));
            }

            json.WriteEndObject();
        }

        return buffer.ToArray();
    }

    private static string? Text(IQueryCollection asked, string name) => asked[name].ToString() is { Length: > 0 } text ? text : null;
}
