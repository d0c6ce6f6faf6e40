using System.Text;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Web;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;

namespace Assay.Server.Dashboard;

/// <summary>
/// Answers with a page that has been rendered whole, so that one which fails is answered as a failure. Pages ask for no services;
/// those that a web application adds for them would keep keys in the user's home folder.
/// </summary>
internal static class PageAnswer
{
    /// <summary>Nothing is loaded from elsewhere, nothing inline runs, and no other site may frame a page.</summary>
    private const string Policy =
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'";

    private static readonly ServiceProvider NoServices = new ServiceCollection().BuildServiceProvider();

    /// <param name="parameters">The page's, by name.</param>
    public static async Task WriteAsync<TPage>(HttpContext http, object parameters, int status = StatusCodes.Status200OK)
        where TPage : IComponent
    {
        string html = await RenderAsync<TPage>(parameters);
        http.Response.Headers.ContentSecurityPolicy = Policy;
        http.Response.Headers["Referrer-Policy"] = "same-origin";
        http.Response.Headers.CacheControl = "no-store";
        await Answer.WriteAsync(http, status, Encoding.UTF8.GetBytes(html), "text/html; charset=utf-8");
    }

    /// <param name="parameters">The page's, by name.</param>
    public static async Task<string> RenderAsync<TPage>(object parameters)
        where TPage : IComponent
    {
        await using var renderer = new HtmlRenderer(NoServices, NullLoggerFactory.Instance);
        return await renderer.Dispatcher.InvokeAsync(async () =>
            (await renderer.RenderComponentAsync<TPage>(ParameterView.FromDictionary(new RouteValueDictionary(parameters)))).ToHtmlString());
    }
}
