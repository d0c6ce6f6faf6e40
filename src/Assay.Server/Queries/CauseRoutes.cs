using System.Text.Json;
using Assay.Access;
using Assay.Configuring;
using Assay.Server.Access;
using Assay.Surfacing;
using Assay.Surfacing.Alerts;
using Assay.Surfacing.Causes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Assay.Server.Queries;

/// <summary><c>GET /v1/causes</c>: which slices and words explain low scores, a fall since a release, or an incident.</summary>
internal static class CauseRoutes
{
    private const string UsualRange = "7d";

    public static void MapCauses(this IEndpointRouteBuilder routes, ServiceState state) =>
        routes.MapGet("/v1/causes", async (HttpContext http) =>
        {
            CauseQuestion question;
            try
            {
                question = await QuestionAsync(state, http.Request.Query, http.RequestAborted);
            }
            catch (BadHttpRequestException e)
            {
                await Problem.WriteAsync(http, e.StatusCode, "The question cannot be answered", e.Message);
                return;
            }

            CauseReport? report = await state.Causes.ReadAsync(http.Request.QueryString.Value ?? "", question, http.RequestAborted);
            if (report is null && question.Release is { } release and not CauseQuestion.Latest)
            {
                await Problem.WriteAsync(http, StatusCodes.Status404NotFound, "No such release", $"No response of release `{release}` has been scored. `latest` is the one that came last.");
                return;
            }

            await Answer.WriteJsonAsync(http, StatusCodes.Status200OK, json => CausesJson.Write(json, report));
        }).Needs(Scope.Read);

    /// <exception cref="BadHttpRequestException">It cannot be read, or there is no such incident; says which field and what to write.</exception>
    private static async Task<CauseQuestion> QuestionAsync(ServiceState state, IQueryCollection asked, CancellationToken cancellationToken)
    {
        string range = Text(asked, "range") ?? UsualRange;
        if (!Duration.TryParse(range, out TimeSpan length) || length <= TimeSpan.Zero)
        {
            throw new BadHttpRequestException($"`range` is `{range}`, but must be a length of time such as 24h or 30d.");
        }

        if (await AskedJudge.WrongAsync(state, Text(asked, "judge"), cancellationToken) is { } wrong)
        {
            throw new BadHttpRequestException(wrong);
        }

        IReadOnlyList<Facet> within = Within(Text(asked, "within"));
        CauseQuestion question = Text(asked, "incident") is { } incident
            ? await IncidentAsync(state, incident, cancellationToken)
            : new CauseQuestion(Text(asked, "judge"), Text(asked, "since_release"), Period.Of(length, state.Clock.GetUtcNow())) { Criterion = Text(asked, "criterion") };
        return question with { Within = [.. question.Within, .. within] };
    }

    /// <exception cref="BadHttpRequestException">It is not of that form.</exception>
    public static IReadOnlyList<Facet> Within(string? text) => text is null ? []
        : CauseQuestion.ReadWithin(text) ?? throw new BadHttpRequestException($"`within` is `{text}`, but must be fields with their values, such as route=refunds,language=de.");

    /// <exception cref="BadHttpRequestException">There is none, or no score explains it.</exception>
    public static async Task<CauseQuestion> IncidentAsync(ServiceState state, string id, CancellationToken cancellationToken) =>
        Guid.TryParse(id, out Guid guid) && await state.Ledger.Alerts.IncidentsAsync(new IncidentQuery { Id = guid }, cancellationToken) is [var incident, ..]
            ? CauseQuestion.Of(incident) ?? throw new BadHttpRequestException($"The incident is of kind `{incident.Subject.Kind}`: it is about the work of judging, and no response explains it.")
            : throw new BadHttpRequestException($"There is no incident `{id}`.", StatusCodes.Status404NotFound);

    private static string? Text(IQueryCollection asked, string name) => asked[name].ToString() is { Length: > 0 } text ? text : null;
}
