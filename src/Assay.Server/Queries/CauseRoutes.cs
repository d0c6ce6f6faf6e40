using System.Text.Json;
using Assay.Access;
using Assay.Configuring;
using Assay.Server.Access;
using Assay.Surfacing;
using Assay.Surfacing.Causes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Assay.Server.Queries;

/// <summary><c>GET /v1/causes</c>: which slices explain low scores, or a fall since a release.</summary>
internal static class CauseRoutes
{
    private const string UsualRange = "7d";

    public static void MapCauses(this IEndpointRouteBuilder routes, ServiceState state) =>
        routes.MapGet("/v1/causes", async (HttpContext http) =>
        {
            string range = Text(http.Request, "range") ?? UsualRange;
            if (!Duration.TryParse(range, out TimeSpan length) || length <= TimeSpan.Zero)
            {
                await Problem.WriteAsync(http, StatusCodes.Status400BadRequest, "The question cannot be answered", $"`range` is `{range}`, but must be a length of time such as 24h or 30d.");
                return;
            }

            var question = new CauseQuestion(Text(http.Request, "judge"), Text(http.Request, "since_release"), Period.Of(length, state.Clock.GetUtcNow()));
            CauseReport? report = await CauseReading.ReadAsync(state.Ledger, question, http.RequestAborted);
            if (report is null && question.Release is { } release and not CauseQuestion.Latest)
            {
                await Problem.WriteAsync(http, StatusCodes.Status404NotFound, "No such release", $"No response of release `{release}` has been scored. `latest` is the one that came last.");
                return;
            }

            using var buffer = new MemoryStream();
            using (var json = new Utf8JsonWriter(buffer, ResultJson.Options))
            {
                json.WriteStartObject();
                CausesJson.Write(json, report);
                json.WriteEndObject();
            }

            await Answer.WriteAsync(http, StatusCodes.Status200OK, buffer.ToArray());
        }).Needs(Scope.Read);

    private static string? Text(HttpRequest request, string name) => request.Query[name].ToString() is { Length: > 0 } text ? text : null;
}
