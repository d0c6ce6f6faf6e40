using System.Text;
using Assay.Access;
using Assay.Server.Access;
using Assay.Surfacing;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Assay.Server.Queries;

/// <summary><c>GET /v1/responses/{id}</c>: one response's whole trail.</summary>
internal static class ResponseRoutes
{
    public static void MapResponses(this IEndpointRouteBuilder routes, ServiceState state) =>
        routes.MapGet("/v1/responses/{id}", async (HttpContext http) =>
        {
            string id = http.Request.RouteValues["id"]?.ToString() ?? "";
            if (await state.Ledger.TrailAsync(id, http.RequestAborted) is { } trail)
            {
                await Problem.WriteAsync(http, StatusCodes.Status200OK, Encoding.UTF8.GetBytes(TrailJson.Write(trail)));
            }
            else
            {
                await Problem.WriteAsync(http, StatusCodes.Status404NotFound, "No such response", "The ledger holds no response under this id.");
            }
        }).Needs(Scope.Read);
}
