using System.Text.Json;
using Assay.Access;
using Assay.Configuring;
using Assay.Server.Access;
using Assay.Surfacing;
using Assay.Surfacing.Alerts;
using Assay.Surfacing.Alerts.Backtesting;
using Assay.Surfacing.Alerts.Watching;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Assay.Server.Operation;

/// <summary>
/// <c>GET /v1/alerts</c>: the rules and where they stand; <c>PUT</c> and <c>DELETE /v1/alerts/{name}</c>: rules that are not in
/// <c>assay.yaml</c>; <c>POST /v1/alerts/{name}/mute</c>; <c>POST /v1/alerts/backtest</c>: what a rule would have done.
/// </summary>
internal static class AlertRoutes
{
    private const string UsualRange = "30d";
    private static readonly TimeSpan LongestMute = TimeSpan.FromDays(366);

    public static void MapAlerts(this IEndpointRouteBuilder routes, ServiceState state)
    {
        routes.MapGet("/v1/alerts", (HttpContext http) => ListAsync(http, state)).Needs(Scope.Read);
        routes.MapPut("/v1/alerts/{name}", (HttpContext http) => PutAsync(http, state)).Needs(Scope.Admin);
        routes.MapDelete("/v1/alerts/{name}", (HttpContext http) => DeleteAsync(http, state)).Needs(Scope.Admin);
        routes.MapPost("/v1/alerts/{name}/mute", (HttpContext http) => MuteAsync(http, state)).Needs(Scope.Admin);
        routes.MapPost("/v1/alerts/backtest", (HttpContext http) => BacktestAsync(http, state)).Needs(Scope.Read);
    }

    private static async Task ListAsync(HttpContext http, ServiceState state)
    {
        AlertView view = state.Alerts.View;
        AlertBoard board = await AlertBoard.ReadAsync(state.Ledger.Alerts, await state.Alerts.RulesAsync(http.RequestAborted), view.Readings, state.Clock.GetUtcNow(), http.RequestAborted);
        await Answer.WriteJsonAsync(http, StatusCodes.Status200OK, json =>
        {
            json.WriteBoolean("watching", view.IsWatching);
            foreach ((string name, DateTimeOffset? time) in new[] { ("looked_at", view.LookedAt), ("next_look", view.NextLook) })
            {
                if (time is { } at)
                {
                    json.WriteString(name, at);
                }
            }

            if (view.Trouble is { } trouble)
            {
                json.WriteString("trouble", trouble);
            }

            AlertBoardJson.Write(json, board);
        });
    }

    private static async Task PutAsync(HttpContext http, ServiceState state)
    {
        string name = Name(http);
        if (await SmallBody.ReadAsync(http) is not { } yaml || await IsInFileAsync(http, state, name))
        {
            return;
        }

        if (await ReadAsync(http, state, name, yaml) is { } rule)
        {
            string text = AlertRuleText.Write(rule);
            await state.Ledger.Alerts.SaveRuleAsync(name, text, http.RequestAborted);
            await Answer.WriteJsonAsync(http, StatusCodes.Status200OK, json => AlertBoardJson.WriteRule(json, rule with { Origin = AlertOrigin.Page }));
        }
    }

    private static async Task DeleteAsync(HttpContext http, ServiceState state)
    {
        string name = Name(http);
        if (await IsInFileAsync(http, state, name))
        {
            return;
        }

        if (!(await state.Ledger.Alerts.RulesAsync(http.RequestAborted)).ContainsKey(name))
        {
            await (DefaultAlerts.Rules.Any(r => r.Name == name)
                ? Problem.WriteAsync(http, StatusCodes.Status409Conflict, "A default rule", $"It is written nowhere. Switch it off in assay.yaml: `alerts: {{ {name}: off }}`.")
                : UnknownAsync(http));
            return;
        }

        await state.Ledger.Alerts.SaveRuleAsync(name, yaml: null, http.RequestAborted);
        http.Response.StatusCode = StatusCodes.Status204NoContent;
    }

    private static async Task MuteAsync(HttpContext http, ServiceState state)
    {
        string name = Name(http);
        if (await SmallBody.ReadAsync(http) is not { } body)
        {
            return;
        }

        if (!(await state.Alerts.RulesAsync(http.RequestAborted)).Any(r => r.Name == name))
        {
            await UnknownAsync(http);
            return;
        }

        DateTimeOffset now = state.Clock.GetUtcNow();
        if (!TryReadMute(body, now, out DateTimeOffset? until))
        {
            await Problem.WriteAsync(
                http, StatusCodes.Status400BadRequest, "Not muted",
                "Send {\"for\": \"2h\"} or {\"until\": \"2026-05-04T12:00:00Z\"}, at most a year ahead; {\"until\": null} ends it.");
            return;
        }

        await state.Ledger.Alerts.MuteAsync(name, until, http.RequestAborted);
        await Answer.WriteJsonAsync(http, StatusCodes.Status200OK, json =>
        {
            json.WriteString("name", name);
            if (until is { } time)
            {
                json.WriteString("muted_until", time);
            }
        });
    }

    private static async Task BacktestAsync(HttpContext http, ServiceState state)
    {
        string range = http.Request.Query["range"].ToString() is { Length: > 0 } asked ? asked : UsualRange;
        if (!Duration.TryParse(range, out TimeSpan length) || length < TimeSpan.FromHours(1))
        {
            await Problem.WriteAsync(http, StatusCodes.Status400BadRequest, "The question cannot be answered", $"`range` is `{range}`, but must be a length of time of an hour or more, such as 24h or 30d.");
            return;
        }

        string name = http.Request.Query["name"].ToString() is { Length: > 0 } given ? given : "rule";
        if (await SmallBody.ReadAsync(http) is { } yaml && await ReadAsync(http, state, name, yaml) is { } rule)
        {
            BacktestReport report = await new AlertBacktest(state.Ledger) { Labels = state.Ledger.Labels }.RunAsync(rule, length, state.Clock.GetUtcNow(), http.RequestAborted);
            await Answer.WriteJsonAsync(http, StatusCodes.Status200OK, json => BacktestJson.Write(json, report));
        }
    }

    /// <returns>Null where it is none: that is answered already.</returns>
    private static async Task<AlertRule?> ReadAsync(HttpContext http, ServiceState state, string name, string yaml)
    {
        (AlertRule? rule, IReadOnlyList<Diagnostic> findings) = AlertRuleReader.Read(name, yaml, state.Alerts.Options.Names);
        if (rule is null)
        {
            await Problem.WriteAsync(http, StatusCodes.Status400BadRequest, "Not a rule", string.Join("\n", findings.Where(f => f.Severity == Severity.Error)));
        }

        return rule;
    }

    private static async Task<bool> IsInFileAsync(HttpContext http, ServiceState state, string name)
    {
        if (state.Alerts.Options.Settings.Rules.All(r => r.Name != name))
        {
            return false;
        }

        await Problem.WriteAsync(http, StatusCodes.Status409Conflict, "A rule of the file", $"`{name}` stands in assay.yaml. Change it there, or choose another name.");
        return true;
    }

    private static bool TryReadMute(string body, DateTimeOffset now, out DateTimeOffset? until)
    {
        until = null;
        try
        {
            JsonElement mute = JsonElement.Parse(body);
            if (mute.ValueKind != JsonValueKind.Object || mute.EnumerateObject().Count() != 1)
            {
                return false;
            }

            if (mute.TryGetProperty("for", out JsonElement length))
            {
                if (length.ValueKind != JsonValueKind.String || !Duration.TryParse(length.GetString()!, out TimeSpan time) || time > LongestMute)
                {
                    return false;
                }

                until = time > TimeSpan.Zero ? now + time : null;
                return true;
            }

            if (!mute.TryGetProperty("until", out JsonElement end))
            {
                return false;
            }

            until = end.ValueKind == JsonValueKind.Null ? null : end.GetDateTimeOffset();
            return until is null || until <= now + LongestMute;
        }
        catch (Exception e) when (e is JsonException or FormatException or InvalidOperationException)
        {
            return false;
        }
    }

    private static string Name(HttpContext http) => http.Request.RouteValues["name"]?.ToString() ?? "";

    private static Task UnknownAsync(HttpContext http) => Problem.WriteAsync(http, StatusCodes.Status404NotFound, "No such rule", "No rule has this name. `GET /v1/alerts` names them.");
}
