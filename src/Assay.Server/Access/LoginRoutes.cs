using Assay.Access;
using Assay.Server.Dashboard;
using Assay.Server.Dashboard.Pages;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Assay.Server.Access;

/// <summary>How a browser shows its key, where keys are in use.</summary>
internal static class LoginRoutes
{
    private const string Path = "/login";
    private const int LongestForm = 4_096;

    public static void MapLogin(this IEndpointRouteBuilder routes, AccessControl access, Sessions sessions)
    {
        routes.MapGet(Path, (HttpContext http) => Page(http, wrong: false)).IsPage().IsOpen();
        routes.MapPost(Path, async (HttpContext http) =>
        {
            if (http.Request.ContentLength is not (> 0 and <= LongestForm) || !http.Request.HasFormContentType || AccessControl.IsFromElsewhere(http))
            {
                return (IResult)Page(http, wrong: true);
            }

            IFormCollection form = await http.Request.ReadFormAsync(http.RequestAborted);
            if (await access.FindReaderAsync(form["key"].ToString().Trim(), http.RequestAborted) is not { } key)
            {
                return (IResult)Page(http, wrong: true);
            }

            sessions.Begin(http, key);
            return Results.Redirect(Target(form["to"].ToString()));
        }).IsPage().IsOpen();
        routes.MapPost("/logout", (HttpContext http) =>
        {
            sessions.End(http);
            return Results.Redirect(Path);
        }).IsPage().IsOpen();
    }

    /// <summary>Where a browser is sent that has no key yet.</summary>
    public static string AddressFor(HttpRequest request) => $"{Path}?to={Uri.EscapeDataString(request.Path + request.QueryString)}";

    private static RazorComponentResult<Login> Page(HttpContext http, bool wrong)
    {
        PageHeaders.Set(http);
        return new RazorComponentResult<Login>(new { Wrong = wrong, To = Target(http.Request.Query["to"].ToString()) }) { StatusCode = wrong ? StatusCodes.Status401Unauthorized : StatusCodes.Status200OK };
    }

    /// <summary>Only a path of this service: two slashes, or a backslash, would lead elsewhere.</summary>
    private static string Target(string to) => to is ['/', not ('/' or '\\'), ..] && !to.Any(char.IsControl) && !to.Contains('\\', StringComparison.Ordinal) ? to : "/";
}
