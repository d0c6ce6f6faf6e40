using System.Text.Json;
using Assay.Server.Dashboard;
using Assay.Server.Dashboard.Pages;
using Assay.Surfacing;
using Microsoft.AspNetCore.Http;

namespace Assay.Server;

/// <summary>An answer that says what went wrong and how to mend it: to programs as RFC 9457 says, to people as a page.</summary>
internal static class Problem
{
    public static async Task WriteAsync(HttpContext http, int status, string title, string detail, TimeSpan? retryAfter = null)
    {
        if (retryAfter is { } wait)
        {
            Answer.SetRetryAfter(http, wait);
        }

        if (IsForPeople(http))
        {
            await PageAnswer.WriteAsync<ProblemPage>(http, new { View = View.Plain(http.Request, DateTimeOffset.UnixEpoch), Status = status, Title = title, Detail = detail, Trace = http.TraceIdentifier }, status);
            return;
        }

        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer, ResultJson.Options))
        {
            json.WriteStartObject();
            json.WriteString("title", title);
            json.WriteNumber("status", status);
            json.WriteString("detail", detail);
            json.WriteString("traceId", http.TraceIdentifier);
            json.WriteEndObject();
        }

        await Answer.WriteAsync(http, status, buffer.ToArray(), "application/problem+json");
    }

    /// <summary>A browser shows the answer; programs and scripts ask for no page.</summary>
    public static bool IsForPeople(HttpContext http) =>
        HttpMethods.IsGet(http.Request.Method) && http.Request.Headers.Accept.ToString().Contains("text/html", StringComparison.OrdinalIgnoreCase);
}
