using System.Buffers.Text;
using System.Collections.Concurrent;
using System.Security.Cryptography;
using Assay.Access;
using Microsoft.AspNetCore.Http;

namespace Assay.Server.Access;

/// <summary>
/// Browsers that have shown a key. A cookie holds a token of its own, never the key; it is good for reading only, so no other
/// site can have anything changed with it. Sessions end with the process.
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

    /// <summary>The hash of the key that the browser has shown; null without a session, and for whatever is more than reading.</summary>
    public byte[]? KeyHashOf(HttpContext http) =>
        HttpMethods.IsGet(http.Request.Method) && http.Request.Cookies[Cookie] is { } token && _open.TryGetValue(Name(token), out (byte[] KeyHash, DateTimeOffset Until) session)
            && session.Until >= clock.GetUtcNow()
            ? session.KeyHash
            : null;

    private static string Name(string token) => Convert.ToHexString(ApiKey.HashOf(token));
}
