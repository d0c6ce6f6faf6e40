using Assay.Access;
using Assay.Scoring.Judging;
using Assay.Server.Access;
using Assay.Server.Outbound.Notices;
using Assay.Surfacing.Outbound;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Assay.Server.Operation;

/// <summary><c>GET /v1/deliveries</c>: what became of notices; <c>POST /v1/notify/{name}/test</c>: tells a receiver something now, and says what came of it.</summary>
internal static class NoticeRoutes
{
    public static void MapNotices(this IEndpointRouteBuilder routes, ServiceState state)
    {
        routes.MapGet("/v1/deliveries", (HttpContext http) => ListAsync(http, state)).Needs(Scope.Read);
        routes.MapPost("/v1/notify/{name}/test", (HttpContext http) => TestAsync(http, state)).Needs(Scope.Admin);
    }

    private static async Task ListAsync(HttpContext http, ServiceState state)
    {
        if (await RowLimit.ReadAsync(http) is not { } rows)
        {
            return;
        }

        IReadOnlyList<NoticeDelivery> deliveries = state.Outbox is { } outbox ? await outbox.DeliveriesAsync(rows, http.RequestAborted) : [];
        await Answer.WriteJsonAsync(http, StatusCodes.Status200OK, json =>
        {
            json.WriteStartArray("deliveries");
            foreach (NoticeDelivery delivery in deliveries)
            {
                json.WriteStartObject();
                json.WriteString("receiver", delivery.Receiver);
                json.WriteString("notice", delivery.Notice.Id);
                json.WriteString("incident", delivery.Notice.Incident.Id);
                json.WriteString("rule", delivery.Notice.Incident.Rule);
                json.WriteString("event", delivery.Notice.Event.ToSnakeCase());
                json.WriteString("at", delivery.Notice.At);
                json.WriteString("result", delivery.Result);
                json.WriteString("error", delivery.Error);
                if (delivery.EndedAt is { } ended)
                {
                    json.WriteString("ended_at", ended);
                }

                json.WriteEndObject();
            }

            json.WriteEndArray();
        });
    }

    private static async Task TestAsync(HttpContext http, ServiceState state)
    {
        if (state.Notified.FirstOrDefault(r => r.Name == ReceiverRoutes.Name(http)) is not { } receiver)
        {
            await Problem.WriteAsync(http, StatusCodes.Status404NotFound, "No such receiver", $"`notify:` names no receiver of this name.{(state.Notified.Count > 0 ? $" It names: {string.Join(", ", state.Notified.Select(r => r.Name))}." : "")}");
            return;
        }

        string? error = await TestNotice.SendAsync(receiver, state.Clock, http.RequestAborted);
        await Answer.WriteJsonAsync(http, StatusCodes.Status200OK, json =>
        {
            json.WriteString("receiver", receiver.Name);
            json.WriteString("channel", receiver.Channel);
            json.WriteString("result", error is null ? "delivered" : "failed");
            json.WriteString("error", error);
        });
    }
}
