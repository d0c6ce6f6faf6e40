using System.Buffers.Text;
using System.Collections.Concurrent;
using System.Security.Cryptography;
using Assay.Access;
using Microsoft.AspNetCore.Http;

namespace Assay.Server.Access;

/// <summary>
/// Browsers that have shown a key. A cookie holds a token of its own, never the key; it is good for pages, for reading, and for
/// forms that the browser says a page of this service sent, so no other site can have anything changed with it. Sessions end with
/// the process.
/// </summary>
internal sealed class Sessions(TimeProvider clock)
{
    public const string Cookie = "assay_session";
    private const int TokenBytes = 32;
    private static readonly TimeSpan Length = TimeSpan.FromHours(12);

    private readonly ConcurrentDictionary<string, (byte[] KeyHash, DateTimeOffset Until)> _open = new(StringComparer.Ordinal);

    public void Begin(HttpContext http, ApiKey key)
    {
        DateTimeOffset now = clock.GetUtcNow();
        foreach ((string old, (byte[] _, DateTimeOffset until)) in _open)
        {
            if (until < now)
            {
                _open.TryRemove(old, out _);
            }
        }

        string token = Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(TokenBytes));
        _open[Name(token)] = (key.Hash, now + Length);
        http.Response.Cookies.Append(Cookie, token, new CookieOptions { HttpOnly = true, SameSite = SameSiteMode.Strict, Secure = http.Request.IsHttps, MaxAge = Length, Path = "/" });
    }

    public void End(HttpContext http)
    {
        if (http.Request.Cookies[Cookie] is { } token)
        {
            _open.TryRemove(Name(token), out _);
        }

        http.Response.Cookies.Delete(Cookie);
    }

    /// <summary>The hash of the key that the browser has shown; null without a session, and for what a session is not good for.</summary>
    public byte[]? KeyHashOf(HttpContext http) =>
        (HttpMethods.IsGet(http.Request.Method) || IsOwnForm(http)) && http.Request.Cookies[Cookie] is { } token && _open.TryGetValue(Name(token), out (byte[] KeyHash, DateTimeOffset Until) session)
            && session.Until >= clock.GetUtcNow()
            ? session.KeyHash
            : null;

    /// <summary>Browsers name the site that sends a form; that it is another one was asked before.</summary>
    private static bool IsOwnForm(HttpContext http) =>
        HttpMethods.IsPost(http.Request.Method) && http.GetEndpoint()?.Metadata.GetMetadata<PageRoute>() is not null && http.Request.Headers.Origin.Count == 1;

    private static string Name(string token) => Convert.ToHexString(ApiKey.HashOf(token));
}
