using System.Text;
using Assay.Access;
using Assay.Server.Access;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Assay.Server.Dashboard.Live;

/// <summary><c>GET /changes</c>: what an open page asks again and again, to load itself anew when the answer is another one.</summary>
internal static class PulseRoute
{
    public static void MapPulse(this IEndpointRouteBuilder routes, LedgerPulse pulse) =>
        routes.MapGet("/changes", async (HttpContext http) =>
        {
            http.Response.Headers.CacheControl = "no-store";
            await Answer.WriteAsync(http, StatusCodes.Status200OK, Encoding.ASCII.GetBytes(await pulse.TakeAsync(http.RequestAborted)), "text/plain; charset=utf-8");
        }).Needs(Scope.Read).IsPage();
}
