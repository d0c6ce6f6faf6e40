using System.Text;
using Assay.Server.Access;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Assay.Server.Operation;

/// <summary>
/// For whoever keeps the service running: <c>/health/live</c> while a new start would mend nothing, <c>/health/ready</c> while
/// requests are let in and can be saved.
/// </summary>
internal static class HealthRoutes
{
    public static void MapHealth(this IEndpointRouteBuilder routes, ServiceState state)
    {
        routes.MapGet("/health/live", (HttpContext http) => state.Progress.Stalled.Count == 0
            ? WriteAsync(http, StatusCodes.Status200OK, "live")
            : WriteAsync(http, StatusCodes.Status503ServiceUnavailable, "stalled")).IsOpen();
        routes.MapGet("/health/ready", async (HttpContext http) =>
        {
            if (!state.IsReady)
            {
                await WriteAsync(http, StatusCodes.Status503ServiceUnavailable, "stopping");
            }
            else if (!await state.Probe.IsWritableAsync())
            {
                await WriteAsync(http, StatusCodes.Status503ServiceUnavailable, "ledger_unavailable");
            }
            else
            {
                await WriteAsync(http, StatusCodes.Status200OK, "ready");
            }
        }).IsOpen();
    }

    private static Task WriteAsync(HttpContext http, int code, string status) => Answer.WriteAsync(http, code, Encoding.UTF8.GetBytes($$"""{"status":"{{status}}"}"""));
}
