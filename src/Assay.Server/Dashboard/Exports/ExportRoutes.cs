using Assay.Access;
using Assay.Server.Access;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Assay.Server.Dashboard.Exports;

/// <summary><c>GET /export/TABLE.csv</c> and <c>.jsonl</c>: the rows of a page's table, under the same filters as the page.</summary>
internal static class ExportRoutes
{
    public static string Path(string table, string format) => $"/export/{table}.{format}";

    public static void MapExports(this IEndpointRouteBuilder routes, ServiceState state) =>
        routes.MapGet("/export/{file}", (HttpContext http, string file) => ExportAsync(http, state, file)).Needs(Scope.Read);

    private static async Task ExportAsync(HttpContext http, ServiceState state, string file)
    {
        string format = System.IO.Path.GetExtension(file).TrimStart('.');
        string name = System.IO.Path.GetFileNameWithoutExtension(file);
        if (format is not ("csv" or "jsonl") || !Tables.All.TryGetValue(name, out var read))
        {
            await Problem.WriteAsync(http, StatusCodes.Status404NotFound, "No such table", $"There are: {string.Join(", ", Tables.All.Keys.Order(StringComparer.Ordinal))}; each as .csv and .jsonl.");
            return;
        }

        View view = View.Of(http.Request, state.Clock.GetUtcNow());
        DataTable table = await read(new Asked(http.Request, view, state), http.RequestAborted);
        http.Response.ContentType = format == "csv" ? "text/csv; charset=utf-8" : "application/jsonl; charset=utf-8";
        http.Response.Headers.ContentDisposition = FormattableString.Invariant($"attachment; filename=\"assay-{name}-{view.Now.UtcDateTime:yyyy-MM-dd}.{format}\"");
        http.Response.Headers.XContentTypeOptions = "nosniff";
        http.Response.Headers.CacheControl = "no-store";
        await (format == "csv"
            ? TableWriter.WriteCsvAsync(http.Response.Body, table, http.RequestAborted)
            : TableWriter.WriteJsonLinesAsync(http.Response.Body, table, http.RequestAborted));
    }
}
