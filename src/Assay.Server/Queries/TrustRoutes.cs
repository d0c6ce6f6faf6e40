using System.Text.Json;
using Assay.Access;
using Assay.Calibrating.Correcting;
using Assay.Calibrating.Trusting;
using Assay.Configuring;
using Assay.Server.Access;
using Assay.Surfacing;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Assay.Server.Queries;

/// <summary><c>GET /v1/trust</c>: whether judges are right, by labels of people.</summary>
internal static class TrustRoutes
{
    private const string UsualRange = "7d";

    public static void MapTrust(this IEndpointRouteBuilder routes, ServiceState state) =>
        routes.MapGet("/v1/trust", async (HttpContext http) =>
        {
            string range = http.Request.Query["range"].ToString() is { Length: > 0 } given ? given : UsualRange;
            string? judge = http.Request.Query["judge"].ToString() is { Length: > 0 } named ? named : null;
            IReadOnlyList<TrustSubject> subjects = await TrustSubjects.ReadAsync(state, http.RequestAborted);
            string? wrong = !Duration.TryParse(range, out TimeSpan length) || length <= TimeSpan.Zero ? $"`range` is `{range}`, but must be a length of time such as 24h or 30d."
                : judge is not null && subjects.All(s => s.Judge != judge) ? $"there is no judge `{judge}`, or nobody labelled what it scored. There are: {string.Join(", ", subjects.Select(s => s.Judge))}."
                : null;
            if (wrong is not null)
            {
                await Problem.WriteAsync(http, StatusCodes.Status400BadRequest, "The question cannot be answered", wrong);
                return;
            }

            await Answer.WriteAsync(http, StatusCodes.Status200OK, await WriteAsync(state, [.. subjects.Where(s => judge is null || s.Judge == judge)], Period.Of(length, state.Clock.GetUtcNow()), http.RequestAborted));
        }).Needs(Scope.Read);

    private static async Task<byte[]> WriteAsync(ServiceState state, IReadOnlyList<TrustSubject> subjects, Period period, CancellationToken cancellationToken)
    {
        var means = new CorrectedMeans(state.Ledger.Labels, state.Ledger);
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer, ResultJson.Options))
        {
            json.WriteStartObject();
            json.WriteStartArray("judges");
            foreach (TrustSubject subject in subjects)
            {
                TrustJson.Write(
                    json, await state.Trust.ReadAsync(subject, cancellationToken),
                    await means.ReadAsync(new CorrectionQuestion(subject.Judge, period.From, period.To) { JudgeVersion = subject.JudgeVersion }, cancellationToken));
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }

        return buffer.ToArray();
    }
}
