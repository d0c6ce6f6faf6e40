using Microsoft.AspNetCore.Http;

namespace Assay.Server.Dashboard;

/// <summary>A request for a page or for a table of it.</summary>
internal sealed record Asked(HttpRequest Request, View View, ServiceState State)
{
    /// <summary>Two releases that are to be compared; null where none are named.</summary>
    public (string A, string B)? Releases => Text("a") is { } a && Text("b") is { } b ? (a, b) : null;

    /// <summary>Of a response. A slash is the one character that stays encoded in a path.</summary>
    public string Id => (Request.RouteValues["id"]?.ToString() ?? "").Replace("%2F", "/", StringComparison.OrdinalIgnoreCase);

    public string? Text(string name) => Request.Query[name].ToString() is { Length: > 0 } text ? text : null;
}
