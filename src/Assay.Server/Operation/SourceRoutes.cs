using System.Text.Json;
using Assay.Access;
using Assay.Collecting.Sources;
using Assay.Server.Access;
using Assay.Surfacing;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Assay.Server.Operation;

/// <summary><c>GET /v1/sources</c>: what the sources brought, and what is wrong with one.</summary>
internal static class SourceRoutes
{
    public static void MapSources(this IEndpointRouteBuilder routes, ServiceState state) =>
        routes.MapGet("/v1/sources", (HttpContext http) => Answer.WriteAsync(http, StatusCodes.Status200OK, Write(state.Sources))).Needs(Scope.Read);

    private static byte[] Write(IReadOnlyList<SourceFeed> sources)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer, ResultJson.Options))
        {
            json.WriteStartObject();
            json.WriteStartArray("sources");
            foreach (SourceFeed source in sources)
            {
                json.WriteStartObject();
                json.WriteString("name", source.Name);
                json.WriteNumber("accepted", source.Accepted);
                json.WriteNumber("rejected", source.Rejected);
                json.WriteBoolean("read_elsewhere", source.IsReadElsewhere);
                json.WriteString("error", source.Error);
                json.WriteString("last_rejected", source.LastRejected);
                json.WriteEndObject();
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }

        return buffer.ToArray();
    }
}
