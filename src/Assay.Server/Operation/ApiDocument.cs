using System.Net;
using System.Text;
using System.Text.Json;
using Assay.Server.Access;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Assay.Server.Operation;

/// <summary>What the service answers to: <c>GET /openapi/v1.json</c> for programs, <c>GET /openapi</c> for people.</summary>
internal static class ApiDocument
{
    private static readonly byte[] Json = Read();

    public static void MapApiDocument(this IEndpointRouteBuilder routes)
    {
        byte[] page = Encoding.UTF8.GetBytes(Page());
        routes.MapGet("/openapi/v1.json", (HttpContext http) => Answer.WriteAsync(http, StatusCodes.Status200OK, Json)).IsOpen();
        routes.MapGet("/openapi", (HttpContext http) =>
        {
            http.Response.Headers.ContentSecurityPolicy = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";
            return Answer.WriteAsync(http, StatusCodes.Status200OK, page, "text/html; charset=utf-8");
        }).IsOpen();
    }

    private static byte[] Read()
    {
        using Stream stream = typeof(ApiDocument).Assembly.GetManifestResourceStream("openapi.json")!;
        using var copy = new MemoryStream();
        stream.CopyTo(copy);
        return copy.ToArray();
    }

    private static string Page()
    {
        JsonElement document = JsonElement.Parse(Json);
        var rows = new StringBuilder();
        foreach (JsonProperty path in document.GetProperty("paths").EnumerateObject())
        {
            foreach (JsonProperty verb in path.Value.EnumerateObject())
            {
                string asked = string.Join(", ", Parameters(verb.Value));
                rows.Append(
                    $"<tr><td><code>{verb.Name.ToUpperInvariant()} {Safe(path.Name)}</code></td><td>{Safe(verb.Value.GetProperty("summary").GetString()!)}{(asked.Length > 0 ? $"<br><small>{Safe(asked)}</small>" : "")}</td></tr>\n");
            }
        }

        return $$"""
            <!doctype html>
            <html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>Assay</title>
            <style>
            :root { color-scheme: light dark; }
            body { font: 16px/1.5 system-ui, sans-serif; max-width: 60rem; margin: 3rem auto; padding: 0 1rem; }
            table { border-collapse: collapse; width: 100%; } td { padding: .4rem .8rem .4rem 0; border-top: 1px solid #8884; vertical-align: top; }
            code { white-space: nowrap; } small { opacity: .75; }
            </style></head><body>
            <h1>Assay</h1>
            <p>{{Safe(document.GetProperty("info").GetProperty("description").GetString()!)}}</p>
            <table>
            {{rows}}</table>
            <p>For programs: <a href="/openapi/v1.json">/openapi/v1.json</a>.</p>
            </body></html>
            """;
    }

    private static IEnumerable<string> Parameters(JsonElement operation) => operation.TryGetProperty("parameters", out JsonElement parameters)
        ? parameters.EnumerateArray().Select(p => p.GetProperty("name").GetString()!)
        : [];

    private static string Safe(string text) => WebUtility.HtmlEncode(text);
}
