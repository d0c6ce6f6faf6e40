using System.Globalization;
using System.Text.Json;
using Assay.Surfacing;
using Microsoft.AspNetCore.Http;

namespace Assay.Server;

/// <summary>Writes whole answers.</summary>
internal static class Answer
{
    public static async Task WriteAsync(HttpContext http, int status, ReadOnlyMemory<byte> body, string contentType = "application/json")
    {
        http.Response.StatusCode = status;
        http.Response.ContentType = contentType;
        http.Response.ContentLength = body.Length;
        // What is in it was written by strangers, and must not be taken for a page.
        http.Response.Headers.XContentTypeOptions = "nosniff";
        await http.Response.Body.WriteAsync(body, http.RequestAborted);
    }

    /// <param name="members">Writes what stands between the braces.</param>
    public static async Task WriteJsonAsync(HttpContext http, int status, Action<Utf8JsonWriter> members)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer, ResultJson.Options))
        {
            json.WriteStartObject();
            members(json);
            json.WriteEndObject();
        }

        await WriteAsync(http, status, buffer.ToArray());
    }

    /// <summary>In whole seconds, and up.</summary>
    public static void SetRetryAfter(HttpContext http, TimeSpan wait) =>
        http.Response.Headers.RetryAfter = ((int)Math.Ceiling(wait.TotalSeconds)).ToString(CultureInfo.InvariantCulture);
}
