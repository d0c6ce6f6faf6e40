using Assay.Access;
using Assay.Scoring.Serving;
using Assay.Server.Access;
using Assay.Surfacing;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Assay.Server.Queries;

/// <summary><c>GET /v1/ledger</c>: how many responses were accepted, and what became of them.</summary>
internal static class LedgerRoutes
{
    public static void MapLedger(this IEndpointRouteBuilder routes, ServiceState state) =>
        routes.MapGet("/v1/ledger", async (HttpContext http) =>
        {
            LedgerAccount account = await state.Ledger.AccountAsync(http.RequestAborted);
            await Answer.WriteAsync(http, StatusCodes.Status200OK, LedgerJson.Write(account, state.Clock.GetUtcNow()));
        }).Needs(Scope.Read);
}
