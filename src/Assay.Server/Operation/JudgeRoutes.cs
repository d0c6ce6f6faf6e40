using System.Text.Json;
using Assay.Access;
using Assay.Scoring.Serving;
using Assay.Server.Access;
using Assay.Surfacing;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Assay.Server.Operation;

/// <summary><c>GET /v1/judges</c>: which judges are at work, what one waits for, and why one is paused.</summary>
internal static class JudgeRoutes
{
    public static void MapJudges(this IEndpointRouteBuilder routes, ServiceState state) =>
        routes.MapGet("/v1/judges", (HttpContext http) => Answer.WriteAsync(http, StatusCodes.Status200OK, Write(state))).Needs(Scope.Read);

    private static byte[] Write(ServiceState state)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer, ResultJson.Options))
        {
            json.WriteStartObject();
            json.WriteStartArray("judges");
            IReadOnlyList<string> stalled = state.Progress.Stalled;
            foreach (StandingJudge judge in state.Judges)
            {
                json.WriteStartObject();
                json.WriteString("name", judge.Judge.Name);
                json.WriteString("model", judge.Judge.Model.ToString());
                json.WriteString("judge_version", judge.Judge.Version);
                json.WriteNumber("sample", judge.Judge.Terms.Sample);
                json.WriteNumber("attempts", judge.Progress.Attempts);
                json.WriteNumber("cost_usd", judge.Progress.CostUsd);
                json.WriteString("state", judge.Paused is not null ? "paused" : judge.Trouble is not null ? "failing" : stalled.Contains(judge.Judge.Name) ? "stalled" : judge.WaitsFor is not null ? "waiting" : "working");
                if (judge.Paused is { } pause)
                {
                    json.WriteString("reason", pause.Reason);
                    json.WriteString("error", pause.Error);
                    json.WriteString("next_try_at", pause.Until);
                }
                else if (judge.Trouble is { } trouble)
                {
                    json.WriteString("reason", "provider");
                    json.WriteString("error", trouble);
                }

                if (judge.WaitsFor is { } wait)
                {
                    Write(json, wait);
                }

                json.WriteEndObject();
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }

        return buffer.ToArray();
    }

    private static void Write(Utf8JsonWriter json, TriggerWait wait)
    {
        json.WriteStartObject("waits_for");
        if (wait.NextAt is { } next)
        {
            json.WriteString("next_at", next);
        }

        if (wait is { Owed: { } owed, Buffer: { } buffer })
        {
            json.WriteNumber("owed", owed);
            json.WriteNumber("buffer", buffer);
        }

        json.WriteEndObject();
    }
}
