using Microsoft.AspNetCore.Http;

namespace Assay.Server.Dashboard;

/// <summary>What every page is sent with. The texts in it were written by strangers and by models.</summary>
internal static class PageHeaders
{
    /// <summary>Nothing is loaded from elsewhere, nothing inline runs, and no other site may frame a page.</summary>
    private const string Policy =
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'";

    public static void Set(HttpContext http)
    {
        http.Response.Headers.ContentSecurityPolicy = Policy;
        http.Response.Headers.XContentTypeOptions = "nosniff";
        http.Response.Headers["Referrer-Policy"] = "same-origin";
        http.Response.Headers.CacheControl = "no-store";
    }
}
