using Assay.Access;
using Assay.Calibrating.Correcting;
using Assay.Configuring;
using Assay.Server.Access;
using Assay.Surfacing;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Assay.Server.Queries;

/// <summary><c>GET /v1/quality</c>: how good the responses of a range are, with intervals and coverage.</summary>
internal static class QualityRoutes
{
    private const string DefaultRange = "7d";

    public static void MapQuality(this IEndpointRouteBuilder routes, ServiceState state) =>
        routes.MapGet("/v1/quality", async (HttpContext http) =>
        {
            IQueryCollection asked = http.Request.Query;
            string[] judges = [.. state.Judges.Select(j => j.Judge.Name)];
            string judge = asked["judge"].ToString() is { Length: > 0 } named ? named : judges.Length == 1 ? judges[0] : "";
            string range = asked["range"].ToString() is { Length: > 0 } given ? given : DefaultRange;
            string[] slice = asked["slice"].ToString().Split(':', 2);
            string? wrong = judge.Length == 0 ? $"`judge` is missing. There are: {string.Join(", ", judges)}."
                : !Duration.TryParse(range, out TimeSpan length) || length <= TimeSpan.Zero ? $"`range` is `{range}`, but must be a length of time such as 24h or 30d."
                : slice is [{ Length: > 0 }] || slice.Any(s => s.Any(char.IsControl)) ? "`slice` must be a metadata field and its value, such as route:refunds."
                : await AskedJudge.WrongAsync(state, judge, http.RequestAborted);
            if (wrong is not null)
            {
                await Problem.WriteAsync(http, StatusCodes.Status400BadRequest, "The question cannot be answered", wrong);
                return;
            }

            _ = Duration.TryParse(range, out TimeSpan time);
            var period = Period.Of(time, state.Clock.GetUtcNow());
            var query = new QualityQuery(judge, period.From, period.To, Text(asked, "release"), slice is [var field, var value] ? (field, value) : null);
            Quality? quality = await QualityReading.ReadAsync(state.Ledger, query, http.RequestAborted);
            await Answer.WriteAsync(http, StatusCodes.Status200OK, QualityJson.Write(query, quality, Text(asked, "criterion"), await CorrectedAsync(state, query, quality, http.RequestAborted)));
        }).Needs(Scope.Read);

    /// <summary>Of a release and a slice together nothing is known but what the rows tell.</summary>
    private static async Task<CorrectedPeriod?> CorrectedAsync(ServiceState state, QualityQuery query, Quality? quality, CancellationToken cancellationToken) =>
        quality is null || (query.Slice is not null && query.Release is not null) ? null : await new CorrectedMeans(state.Ledger.Labels, state.Ledger).ReadAsync(
            new CorrectionQuestion(query.Judge, query.From, query.To) { JudgeVersion = quality.JudgeVersion, Slice = query.Slice ?? (query.Release is { } release ? ("release", release) : null) }, cancellationToken);

    private static string? Text(IQueryCollection asked, string name) => asked[name].ToString() is { Length: > 0 } text ? text : null;
}
