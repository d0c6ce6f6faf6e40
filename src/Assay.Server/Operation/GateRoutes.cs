using System.Globalization;
using Assay.Access;
using Assay.Gating.History;
using Assay.Server.Access;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Assay.Server.Operation;

/// <summary><c>GET /v1/gates</c>: gates that were held over this ledger, and which runs are pinned; <c>GET /v1/gates/{number}</c>: one of them, whole.</summary>
internal static class GateRoutes
{
    public static void MapGates(this IEndpointRouteBuilder routes, ServiceState state)
    {
        routes.MapGet("/v1/gates", (HttpContext http) => ListAsync(http, state)).Needs(Scope.Read);
        routes.MapGet("/v1/gates/{number}", (HttpContext http) => FindAsync(http, state)).Needs(Scope.Read);
    }

    private static async Task ListAsync(HttpContext http, ServiceState state)
    {
        if (await RowLimit.ReadAsync(http) is not { } rows)
        {
            return;
        }

        string? branch = http.Request.Query["branch"].ToString() is { Length: > 0 } asked ? asked : null;
        IReadOnlyList<HeldGate> gates = await state.Ledger.Gates.GatesAsync(branch, rows, http.RequestAborted);
        IReadOnlyList<PinnedBaseline> pins = await state.Ledger.Gates.PinsAsync(http.RequestAborted);
        await Answer.WriteJsonAsync(http, StatusCodes.Status200OK, json =>
        {
            HeldGateJson.WriteAll(json, gates);
            HeldGateJson.WritePins(json, pins);
        });
    }

    private static async Task FindAsync(HttpContext http, ServiceState state)
    {
        if (!long.TryParse(http.Request.RouteValues["number"]?.ToString(), NumberStyles.None, CultureInfo.InvariantCulture, out long number)
            || await state.Ledger.Gates.FindGateAsync(number, http.RequestAborted) is not { } gate)
        {
            await Problem.WriteAsync(http, StatusCodes.Status404NotFound, "No such gate", "No gate has this number. `GET /v1/gates` lists them.");
            return;
        }

        await Answer.WriteJsonAsync(http, StatusCodes.Status200OK, json => HeldGateJson.Write(json, gate));
    }
}
