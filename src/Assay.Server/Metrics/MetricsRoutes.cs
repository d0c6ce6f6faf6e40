using System.Text;
using Assay.Access;
using Assay.Server.Access;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Assay.Server.Metrics;

/// <summary><c>GET /metrics</c> in Prometheus' text format.</summary>
internal static class MetricsRoutes
{
    public static void MapMetrics(this IEndpointRouteBuilder routes, ServiceState state) =>
        routes.MapGet("/metrics", async (HttpContext http) =>
        {
            var text = new MetricsText();
            IntakeMetrics.Write(text, state);
            await JudgeMetrics.WriteAsync(text, state, http.RequestAborted);
            await ScoreMetrics.WriteAsync(text, state, http.RequestAborted);
            AnchorMetrics.Write(text, state);
            await AlertMetrics.WriteAsync(text, state, http.RequestAborted);
            await ReceiverMetrics.WriteAsync(text, state, http.RequestAborted);
            await Answer.WriteAsync(http, StatusCodes.Status200OK, Encoding.UTF8.GetBytes(text.ToString()), "text/plain; version=0.0.4; charset=utf-8");
        }).Needs(Scope.Read);
}
