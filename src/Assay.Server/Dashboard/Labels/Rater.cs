using Assay.Calibrating.Labelling;
using Microsoft.AspNetCore.Http;

namespace Assay.Server.Dashboard.Labels;

/// <summary>Who labels in a browser: a name that its cookie keeps.</summary>
internal static class Rater
{
    private const string Cookie = "assay_rater";
    private static readonly TimeSpan Length = TimeSpan.FromDays(365);

    /// <summary>Null: nobody has said.</summary>
    public static string? Of(HttpRequest request) =>
        request.Cookies[Cookie] is { Length: > 0 } kept && Uri.UnescapeDataString(kept) is var name && Problem(name) is null ? name : null;

    /// <summary>What is wrong with a name; null where nothing is.</summary>
    public static string? Problem(string name) => HumanLabel.RaterProblem(name);

    public static void Keep(HttpResponse response, string name) => response.Cookies.Append(Cookie, Uri.EscapeDataString(name), new CookieOptions
    {
        HttpOnly = true, SameSite = SameSiteMode.Strict, Secure = response.HttpContext.Request.IsHttps, MaxAge = Length, Path = LabelForms.Path,
    });
}
