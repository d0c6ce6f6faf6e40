using Assay.Access;
using Assay.Server.Dashboard;
using Assay.Server.Dashboard.Pages;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Assay.Server.Access;

/// <summary>How a browser shows its key, where keys are in use.</summary>
internal static class LoginRoutes
{
    private const string Path = "/login";
    private const int LongestForm = 4_096;

    public static void MapLogin(this IEndpointRouteBuilder routes, AccessControl access, Sessions sessions)
    {
        routes.MapGet(Path, (HttpContext http) => AskAsync(http, wrong: false)).IsPage().IsOpen();
        routes.MapPost(Path, (HttpContext http) => LogInAsync(http, access, sessions)).IsPage().IsOpen();
        routes.MapPost("/logout", (HttpContext http) =>
        {
            sessions.End(http);
            http.Response.Redirect(Path);
        }).IsPage().IsOpen();
    }

    /// <summary>Where a browser is sent that has no key yet. What a form was to do is not done afterwards.</summary>
    public static string AddressFor(HttpRequest request) => HttpMethods.IsGet(request.Method) ? $"{Path}?to={Uri.EscapeDataString(request.Path + request.QueryString)}" : Path;

    private static async Task LogInAsync(HttpContext http, AccessControl access, Sessions sessions)
    {
        if (http.Request.ContentLength is not (> 0 and <= LongestForm) || !http.Request.HasFormContentType || AccessControl.IsFromElsewhere(http))
        {
            await AskAsync(http, wrong: true);
            return;
        }

        IFormCollection form = await http.Request.ReadFormAsync(http.RequestAborted);
        if (await access.FindReaderAsync(form["key"].ToString().Trim(), http.RequestAborted) is not { } key)
        {
            await AskAsync(http, wrong: true);
            return;
        }

        sessions.Begin(http, key);
        http.Response.Redirect(Target(form["to"].ToString()));
    }

    private static Task AskAsync(HttpContext http, bool wrong) =>
        PageAnswer.WriteAsync<Login>(http, new { Wrong = wrong, To = Target(http.Request.Query["to"].ToString()) }, wrong ? StatusCodes.Status401Unauthorized : StatusCodes.Status200OK);

    /// <summary>Only a path of this service: two slashes, or a backslash, would lead elsewhere.</summary>
    private static string Target(string to) => to is ['/', not ('/' or '\\'), ..] && !to.Any(char.IsControl) && !to.Contains('\\', StringComparison.Ordinal) ? to : "/";
}
