using System.Net;
using System.Security.Cryptography;
using Assay.Access;
using Assay.Scoring.Running;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Assay.Server.Access;

/// <summary>
/// Lets a request through to its route. Where keys are in use, each request needs one that has the route's scope; where none
/// is, the service listens on this machine only, and a request must have been meant for this machine.
/// </summary>
/// <param name="read">Reads the keys.</param>
/// <param name="sessions">Browsers that have shown a key.</param>
/// <param name="isThisMachineOnly">Nobody else can reach the service, so that it may do without keys.</param>
internal sealed class AccessControl(Func<CancellationToken, Task<IReadOnlyList<ApiKey>>> read, Sessions sessions, bool isThisMachineOnly, TimeProvider clock)
{
    // A revoked key is refused this much later at most.
    private static readonly TimeSpan Age = TimeSpan.FromSeconds(2);

    private readonly Lock _lock = new();
    private Task<IReadOnlyList<ApiKey>>? _reading;
    private IReadOnlyList<ApiKey> _keys = [];
    private long _readAt;

    public async Task HandleAsync(HttpContext http, RequestDelegate next)
    {
        if (http.GetEndpoint() is RouteEndpoint endpoint && await RefusalAsync(http, endpoint) is { } refusal)
        {
            if (refusal.Status == StatusCodes.Status401Unauthorized)
            {
                if (endpoint.Metadata.GetMetadata<PageRoute>() is not null || Problem.IsForPeople(http))
                {
                    http.Response.Redirect(LoginRoutes.AddressFor(http.Request));
                    return;
                }

                http.Response.Headers.WWWAuthenticate = "Bearer";
            }

            await Problem.WriteAsync(http, refusal.Status, refusal.Title, refusal.Detail);
            return;
        }

        await next(http);
    }

    private async ValueTask<(int Status, string Title, string Detail)?> RefusalAsync(HttpContext http, Endpoint endpoint)
    {
        if (endpoint.Metadata.GetMetadata<RouteScope>() is not { } route)
        {
            return (StatusCodes.Status403Forbidden, "Not allowed", "This route says nothing about who may use it.");
        }

        if (route.Needed is not { } scope)
        {
            return null;
        }

        if (IsFromElsewhere(http))
        {
            return (StatusCodes.Status403Forbidden, "Not allowed from another site", "The request's Origin is not this service.");
        }

        IReadOnlyList<ApiKey> keys = await KeysAsync(http.RequestAborted);
        if (keys.Count == 0 && isThisMachineOnly)
        {
            return IsThisMachine(http.Request.Host.Host)
                ? null
                : (StatusCodes.Status403Forbidden, "Not allowed under this name", "Without keys the service answers to localhost and 127.0.0.1 only. Make a key with `assay keys create`.");
        }

        if (http.Request.Query.Keys.Any(k => k is "key" or "api_key" or "token"))
        {
            return (StatusCodes.Status400BadRequest, "A key in the address", "Addresses end up in logs. Send the key in a header: Authorization: Bearer KEY.");
        }

        if ((KeyOf(http) is { } text ? ApiKey.HashOf(text) : sessions.KeyHashOf(http)) is not { } hash)
        {
            return (StatusCodes.Status401Unauthorized, "A key is needed", "Send it as Authorization: Bearer KEY. `assay keys create` makes one.");
        }

        ApiKey? key = Find(keys, hash);
        return key is null || key.RevokedAt is not null ? (StatusCodes.Status401Unauthorized, "The key is not valid", "It is unknown or was revoked.")
            : key.Allows(scope) ? null
            : (StatusCodes.Status403Forbidden, "The key does not allow this", $"It needs the scope {scope.ToString().ToLowerInvariant()}.");
    }

    /// <summary>The valid key of this text that may read; null where there is none.</summary>
    public async Task<ApiKey?> FindReaderAsync(string text, CancellationToken cancellationToken) =>
        Find(await KeysAsync(cancellationToken), ApiKey.HashOf(text)) is { } key && key.Allows(Scope.Read) ? key : null;

    private static ApiKey? Find(IReadOnlyList<ApiKey> keys, byte[] hash) => keys.FirstOrDefault(k => CryptographicOperations.FixedTimeEquals(k.Hash, hash));

    private static string? KeyOf(HttpContext http)
    {
        string authorization = http.Request.Headers.Authorization.ToString();
        return authorization.StartsWith("Bearer ", StringComparison.OrdinalIgnoreCase) ? authorization["Bearer ".Length..].Trim()
            : http.Request.Headers["X-Api-Key"].ToString() is { Length: > 0 } key ? key
            : null;
    }

    /// <summary>A page of another site must not be able to use what its reader can reach.</summary>
    public static bool IsFromElsewhere(HttpContext http) =>
        http.Request.Headers.Origin.ToString() is { Length: > 0 } origin
        && !(Uri.TryCreate(origin, UriKind.Absolute, out Uri? uri) && uri.Authority.Equals(http.Request.Host.Value, StringComparison.OrdinalIgnoreCase));

    /// <summary>Else a name that somebody points at 127.0.0.1 would let a page of theirs in.</summary>
    private static bool IsThisMachine(string host) =>
        host.Equals("localhost", StringComparison.OrdinalIgnoreCase) || (IPAddress.TryParse(host.Trim('[', ']'), out IPAddress? address) && IPAddress.IsLoopback(address));

    /// <summary>One reading serves all who ask while it lasts and for a while after, also one that failed.</summary>
    private Task<IReadOnlyList<ApiKey>> KeysAsync(CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            if (_reading is null || (_reading.IsCompleted && clock.GetElapsedTime(_readAt) > Age))
            {
                _reading = ReadAsync();
            }

            return _reading.WaitAsync(cancellationToken);
        }
    }

    private async Task<IReadOnlyList<ApiKey>> ReadAsync()
    {
        try
        {
            IReadOnlyList<ApiKey> keys = await read(CancellationToken.None);
            // Keys are revoked, never removed: where they are gone, something happened to the ledger.
            return _keys = keys.Count > 0 || _keys.Count == 0 ? keys : throw new LedgerException("The keys of the service are gone from its ledger.");
        }
        finally
        {
            _readAt = clock.GetTimestamp();
        }
    }
}
