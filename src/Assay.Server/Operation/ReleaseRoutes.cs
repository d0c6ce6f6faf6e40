using Assay.Access;
using Assay.Configuring;
using Assay.Server.Access;
using Assay.Server.Intake;
using Assay.Surfacing;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Assay.Server.Operation;

/// <summary><c>POST /v1/releases</c>: a release of the application went out; <c>GET /v1/releases</c>: those that are known.</summary>
internal static class ReleaseRoutes
{
    private const int LargestBody = 64 * 1024;

    private static readonly TimeSpan Retry = TimeSpan.FromSeconds(1);

    public static void MapReleases(this IEndpointRouteBuilder routes, ServiceState state)
    {
        routes.MapPost("/v1/releases", (HttpContext http) => AnnounceAsync(http, state)).Needs(Scope.Ingest);
        routes.MapGet("/v1/releases", (HttpContext http) => ListAsync(http, state)).Needs(Scope.Read);
    }

    private static async Task AnnounceAsync(HttpContext http, ServiceState state)
    {
        using Admission.Place? place = state.Admission.TryEnter(http.Request.ContentLength, LargestBody);
        if (place is null || !state.IsReady)
        {
            await Problem.WriteAsync(http, StatusCodes.Status503ServiceUnavailable, "The release cannot be taken in now", "Nothing was saved. Send it again.", Retry);
            return;
        }

        using RequestBody? body = await RequestBody.ReadAsync(http, place, LargestBody, (status, detail) => Problem.WriteAsync(http, status, "The release cannot be taken in", detail));
        if (body is null)
        {
            return;
        }

        AnnouncedRelease release;
        DateTimeOffset now = state.Clock.GetUtcNow();
        try
        {
            release = ReleaseAnnouncement.Read(body.Bytes, now);
        }
        catch (ConfigurationException e)
        {
            await Problem.WriteAsync(http, StatusCodes.Status400BadRequest, "The release cannot be taken in", $"{char.ToUpperInvariant(e.Message[0])}{e.Message[1..]} Nothing was saved.");
            return;
        }

        AnnouncedRelease? known = await state.Ledger.AnnounceReleaseAsync(release, http.RequestAborted);
        (string message, string? before) = await ReleaseAnnouncement.DescribeAsync(state.Ledger, release, known, now, http.RequestAborted);
        await Answer.WriteJsonAsync(http, known is null ? StatusCodes.Status201Created : StatusCodes.Status200OK, json =>
        {
            json.WriteString("name", release.Name);
            json.WriteString("at", (known ?? release).At);
            json.WriteString("note", (known ?? release).Note);
            json.WriteBoolean("is_new", known is null);
            json.WriteString("compared_with", before);
            json.WriteString("message", message);
        });
    }

    private static async Task ListAsync(HttpContext http, ServiceState state)
    {
        string? judge = http.Request.Query["judge"].ToString() is { Length: > 0 } text ? text : null;
        IReadOnlyList<KnownRelease> releases = await Releases.ReadAsync(state.Ledger, judge, state.Clock.GetUtcNow(), http.RequestAborted);
        await Answer.WriteJsonAsync(http, StatusCodes.Status200OK, json =>
        {
            json.WriteStartArray("releases");
            foreach (KnownRelease release in releases)
            {
                json.WriteStartObject();
                json.WriteString("name", release.Name);
                json.WriteString("begin", release.Begin);
                json.WriteString("note", release.Note);
                json.WriteBoolean("is_named_by_responses", release.IsNamed);
                json.WriteEndObject();
            }

            json.WriteEndArray();
        });
    }
}
