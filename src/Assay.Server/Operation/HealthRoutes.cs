using Assay.Server.Access;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Assay.Server.Operation;

/// <summary>For whoever keeps the service running: <c>/health/live</c> while the process works, <c>/health/ready</c> while requests are let in.</summary>
internal static class HealthRoutes
{
    public static void MapHealth(this IEndpointRouteBuilder routes, ServiceState state)
    {
        routes.MapGet("/health/live", (HttpContext http) => Answer.WriteAsync(http, StatusCodes.Status200OK, """{"status":"live"}"""u8.ToArray())).IsOpen();
        routes.MapGet("/health/ready", (HttpContext http) => state.IsReady
            ? Answer.WriteAsync(http, StatusCodes.Status200OK, """{"status":"ready"}"""u8.ToArray())
            : Answer.WriteAsync(http, StatusCodes.Status503ServiceUnavailable, """{"status":"stopping"}"""u8.ToArray())).IsOpen();
    }
}
