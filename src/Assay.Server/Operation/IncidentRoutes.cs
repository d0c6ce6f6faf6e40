using System.Text.Json;
using Assay.Access;
using Assay.Configuring;
using Assay.Server.Access;
using Assay.Surfacing;
using Assay.Surfacing.Alerts;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Assay.Server.Operation;

/// <summary><c>GET /v1/incidents</c>: what was not as it should be, and since when; <c>POST /v1/incidents/{id}/acknowledge</c>: somebody knows of it.</summary>
internal static class IncidentRoutes
{
    private const int LongestName = 200;

    public static void MapIncidents(this IEndpointRouteBuilder routes, ServiceState state)
    {
        routes.MapGet("/v1/incidents", (HttpContext http) => ListAsync(http, state)).Needs(Scope.Read);
        routes.MapPost("/v1/incidents/{id}/acknowledge", (HttpContext http) => AcknowledgeAsync(http, state)).Needs(Scope.Admin);
    }

    private static async Task ListAsync(HttpContext http, ServiceState state)
    {
        IQueryCollection asked = http.Request.Query;
        string range = asked["range"].ToString();
        TimeSpan length = default;
        if (await RowLimit.ReadAsync(http) is not { } rows)
        {
            return;
        }

        if (range.Length > 0 && (!Duration.TryParse(range, out length) || length <= TimeSpan.Zero))
        {
            await Problem.WriteAsync(http, StatusCodes.Status400BadRequest, "The question cannot be answered", $"`range` is `{range}`, but must be a length of time such as 24h or 30d.");
            return;
        }

        var query = new IncidentQuery
        {
            Since = range.Length > 0 ? Duration.Before(state.Clock.GetUtcNow(), length) : null,
            Rule = asked["rule"].ToString() is { Length: > 0 } rule ? rule : null,
            OnlyOpen = asked["open"].ToString() is "true" or "1",
            AtMost = rows,
        };
        IReadOnlyList<Incident> incidents = await state.Ledger.Alerts.IncidentsAsync(query, http.RequestAborted);
        await Answer.WriteJsonAsync(http, StatusCodes.Status200OK, json =>
        {
            json.WriteStartArray("incidents");
            foreach (Incident incident in incidents)
            {
                IncidentJson.Write(json, incident);
            }

            json.WriteEndArray();
        });
    }

    private static async Task AcknowledgeAsync(HttpContext http, ServiceState state)
    {
        if (await SmallBody.ReadAsync(http) is not { } body)
        {
            return;
        }

        if (!TryReadName(body, out string by))
        {
            await Problem.WriteAsync(http, StatusCodes.Status400BadRequest, "Not acknowledged", $"Send nothing, or {{\"by\": \"Ann\"}} with at most {LongestName} characters.");
            return;
        }

        var acknowledgement = new Acknowledgement(state.Clock.GetUtcNow(), by);
        if (!Guid.TryParse(http.Request.RouteValues["id"]?.ToString(), out Guid id) || !await state.Ledger.Alerts.TryAcknowledgeAsync(id, acknowledgement, http.RequestAborted))
        {
            await Problem.WriteAsync(http, StatusCodes.Status404NotFound, "No such incident", "No incident has this id. `GET /v1/incidents` lists them.");
            return;
        }

        Incident incident = (await state.Ledger.Alerts.IncidentsAsync(new IncidentQuery { Id = id }, http.RequestAborted))[0];
        await Answer.WriteAsync(http, StatusCodes.Status200OK, System.Text.Encoding.UTF8.GetBytes(IncidentJson.Write(incident)));
    }

    private static bool TryReadName(string body, out string by)
    {
        by = "somebody";
        if (body.Trim().Length == 0)
        {
            return true;
        }

        try
        {
            JsonElement said = JsonElement.Parse(body);
            if (said.ValueKind != JsonValueKind.Object || !said.TryGetProperty("by", out JsonElement name) || name.ValueKind != JsonValueKind.String)
            {
                return false;
            }

            by = new string([.. name.GetString()!.Where(c => !char.IsControl(c))]).Trim();
            return by.Length is > 0 and <= LongestName;
        }
        catch (JsonException)
        {
            return false;
        }
    }
}
