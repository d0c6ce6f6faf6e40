using Assay.Access;
using Assay.Server.Access;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Assay.Server.Dashboard;

/// <summary>What the buttons of pages do: a form is sent, something is changed, and a page says what came of it.</summary>
internal static class PageForms
{
    private const int LongestForm = 32 * 1024;

    /// <param name="act">Gives the address of the page that follows.</param>
    public static void MapForm(this IEndpointRouteBuilder routes, string path, Func<IFormCollection, CancellationToken, Task<string>> act) =>
        routes.MapForm(path, Scope.Admin, (http, form) => act(form, http.RequestAborted));

    /// <param name="act">Gives the address of the page that follows.</param>
    public static void MapForm(this IEndpointRouteBuilder routes, string path, Scope scope, Func<HttpContext, IFormCollection, Task<string>> act) => routes.MapPost(path, async (HttpContext http) =>
    {
        if (http.Request.ContentLength is not (>= 0 and <= LongestForm) || !http.Request.HasFormContentType)
        {
            await Problem.WriteAsync(http, StatusCodes.Status400BadRequest, "The form cannot be read", $"Send a form of at most {LongestForm / 1024} kB.");
            return;
        }

        string next = await act(http, await http.Request.ReadFormAsync(http.RequestAborted));
        http.Response.StatusCode = StatusCodes.Status303SeeOther;
        http.Response.Headers.Location = next;
    }).Needs(scope).IsPage();
}
