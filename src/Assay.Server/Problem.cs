using System.Text.Json;
using Assay.Surfacing;
using Microsoft.AspNetCore.Http;

namespace Assay.Server;

/// <summary>An answer that says what went wrong and how to mend it (RFC 9457).</summary>
internal static class Problem
{
    public static async Task WriteAsync(HttpContext http, int status, string title, string detail, TimeSpan? retryAfter = null)
    {
        if (retryAfter is { } wait)
        {
            Answer.SetRetryAfter(http, wait);
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
}
