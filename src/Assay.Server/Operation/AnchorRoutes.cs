using Assay.Access;
using Assay.Calibrating.Anchors;
using Assay.Scoring.Serving;
using Assay.Server.Access;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Assay.Server.Operation;

/// <summary><c>GET /v1/anchors</c>: whether judges moved on their anchors.</summary>
internal static class AnchorRoutes
{
    public static void MapAnchors(this IEndpointRouteBuilder routes, ServiceState state) => routes.MapGet("/v1/anchors", async (HttpContext http) =>
    {
        IReadOnlyList<AnchorStatus> judges = await AnchorReport.ReadAsync(state.Ledger.Anchors, state.Judges.Select(j => j.Judge), state.Clock.GetUtcNow(), http.RequestAborted);
        Dictionary<string, string> trouble = state.Judges.Where(j => j.AnchorTrouble is not null).ToDictionary(j => j.Judge.Name, j => j.AnchorTrouble!, StringComparer.Ordinal);
        await Answer.WriteJsonAsync(http, StatusCodes.Status200OK, json => AnchorStatusJson.Write(json, judges, trouble));
    }).Needs(Scope.Read);
}
