using System.Text.Json;
using Assay.Access;
using Assay.Server.Access;
using Assay.Surfacing;
using Assay.Surfacing.Outbound;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Assay.Server.Operation;

/// <summary>
/// <c>GET /v1/receivers</c>: who is told of verdicts and incidents, what each is still owed, and what is wrong with one;
/// <c>GET /v1/receivers/{name}/undelivered</c>: what one would not take; <c>POST /v1/receivers/{name}/resend</c>: sends that again.
/// </summary>
internal static class ReceiverRoutes
{
    public static void MapReceivers(this IEndpointRouteBuilder routes, ServiceState state)
    {
        routes.MapGet("/v1/receivers", (HttpContext http) => ListAsync(http, state)).Needs(Scope.Read);
        routes.MapGet("/v1/receivers/{name}/undelivered", (HttpContext http) => UndeliveredAsync(http, state)).Needs(Scope.Read);
        routes.MapPost("/v1/receivers/{name}/resend", (HttpContext http) => ResendAsync(http, state)).Needs(Scope.Admin);
    }

    private static async Task ListAsync(HttpContext http, ServiceState state)
    {
        IReadOnlyDictionary<string, ReceiverAccount> accounts = state.Outbox is { } outbox ? await outbox.AccountAsync(http.RequestAborted) : new Dictionary<string, ReceiverAccount>();
        IEnumerable<string> gone = accounts.Keys.Except(state.Senders.Select(s => s.Name), StringComparer.Ordinal).Order(StringComparer.Ordinal);
        await Answer.WriteJsonAsync(http, StatusCodes.Status200OK, json =>
        {
            json.WriteStartArray("receivers");
            foreach ((string name, OutboxSender? sender) in state.Senders.Select(s => (s.Name, (OutboxSender?)s)).Concat(gone.Select(g => (g, (OutboxSender?)null))))
            {
                json.WriteStartObject();
                Write(json, name, sender, accounts.GetValueOrDefault(name, ReceiverAccount.Empty), state.Clock.GetUtcNow());
                json.WriteEndObject();
            }

            json.WriteEndArray();
        });
    }

    private static async Task UndeliveredAsync(HttpContext http, ServiceState state)
    {
        if (await RowLimit.ReadAsync(http) is not { } rows)
        {
            return;
        }

        if (state.Outbox is not { } outbox || await outbox.UndeliveredAsync(Name(http), rows, http.RequestAborted) is not { } messages)
        {
            await UnknownAsync(http);
            return;
        }

        await Answer.WriteJsonAsync(http, StatusCodes.Status200OK, json =>
        {
            json.WriteStartArray("undelivered");
            foreach (UndeliveredMessage message in messages)
            {
                json.WriteStartObject();
                json.WriteString("id", message.Id);
                json.WriteString("response_id", message.ResponseId);
                json.WriteString("given_up_at", message.GivenUpAt);
                json.WriteString("reason", message.Reason);
                json.WriteEndObject();
            }

            json.WriteEndArray();
        });
    }

    private static async Task ResendAsync(HttpContext http, ServiceState state)
    {
        if (state.Outbox is not { } outbox || await outbox.ResendAsync(Name(http), http.RequestAborted) is not { } resent)
        {
            await UnknownAsync(http);
            return;
        }

        await Answer.WriteJsonAsync(http, StatusCodes.Status202Accepted, json => json.WriteNumber("resent", resent));
    }

    private static void Write(Utf8JsonWriter json, string name, OutboxSender? sender, ReceiverAccount account, DateTimeOffset now)
    {
        json.WriteString("name", name);
        json.WriteString("channel", sender?.Channel);
        json.WriteString("state", sender is null ? "not_configured" : sender.State.NextTryAt is null ? "working" : "failing");
        json.WriteNumber("owed", account.Owed);
        if (account.OldestOwed is { } oldest)
        {
            json.WriteNumber("oldest_owed_seconds", Math.Max(0, Math.Round((now - oldest).TotalSeconds, 1)));
        }

        json.WriteNumber("delivered", account.Delivered);
        json.WriteNumber("undelivered", account.Undelivered);
        json.WriteNumber("dropped", account.Dropped);
        if (sender?.State is { } at)
        {
            json.WriteString("error", at.Error);
            WriteTime(json, "delivered_at", at.DeliveredAt);
            WriteTime(json, "next_try_at", at.NextTryAt);
        }
    }

    private static void WriteTime(Utf8JsonWriter json, string name, DateTimeOffset? time)
    {
        if (time is { } known)
        {
            json.WriteString(name, known);
        }
    }

    private static Task UnknownAsync(HttpContext http) => Problem.WriteAsync(
        http, StatusCodes.Status404NotFound, "No such receiver", "No receiver has this name. `GET /v1/receivers` names them.");

    internal static string Name(HttpContext http) => http.Request.RouteValues["name"]?.ToString() ?? "";
}
