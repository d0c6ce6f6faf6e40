using Assay.Access;
using Assay.Server.Access;
using Assay.Surfacing;
using Assay.Surfacing.Causes;
using Assay.Surfacing.Regressions;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Assay.Server.Queries;

/// <summary><c>GET /v1/regressions</c>: how scores stand against the release before, and since when they fell that nobody announced.</summary>
internal static class RegressionRoutes
{
    public static void MapRegressions(this IEndpointRouteBuilder routes, ServiceState state) =>
        routes.MapGet("/v1/regressions", (HttpContext http) => ReadAsync(http, state)).Needs(Scope.Read);

    private static async Task ReadAsync(HttpContext http, ServiceState state)
    {
        (string? judge, string? release, string? slice) = (Text(http.Request, "judge"), Text(http.Request, "release"), Text(http.Request, "slice"));
        if (await AskedJudge.WrongAsync(state, judge, http.RequestAborted) is { } wrong)
        {
            await Problem.WriteAsync(http, StatusCodes.Status400BadRequest, "The question cannot be answered", wrong);
            return;
        }

        var question = new RegressionQuestion(judge, state.Clock.GetUtcNow()) { Release = release, Criterion = Text(http.Request, "criterion"), WithSlices = Text(http.Request, "slices") == "all" };
        if (slice is not null)
        {
            if (slice.Split(':', 2) is not [{ Length: > 0 } field, { Length: > 0 } value])
            {
                await Problem.WriteAsync(http, StatusCodes.Status400BadRequest, "The question cannot be answered", $"`slice` is `{slice}`, but must name a field and a value, such as route:refunds.");
                return;
            }

            question = question with { Slice = new Facet(field, value) };
        }

        if (release is not null && await Releases.ReadAsync(state.Ledger, judge, question.Now, http.RequestAborted) is var known && !known.Any(r => r.Name == release))
        {
            await Problem.WriteAsync(http, StatusCodes.Status404NotFound, "No such release", $"No release `{release}` was announced or scored.{(known.Count > 0 ? $" The last one is `{known[^1].Name}`." : "")}");
            return;
        }

        IReadOnlyList<Regression> regressions = await RegressionReading.ReadAsync(state.Ledger, question, http.RequestAborted);
        await Answer.WriteJsonAsync(http, StatusCodes.Status200OK, json => RegressionsJson.Write(json, regressions));
    }

    private static string? Text(HttpRequest request, string name) => request.Query[name].ToString() is { Length: > 0 } text ? text : null;
}
