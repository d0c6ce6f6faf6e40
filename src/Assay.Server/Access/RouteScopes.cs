using Assay.Access;
using Microsoft.AspNetCore.Builder;

namespace Assay.Server.Access;

/// <summary>Who may use a route; one without it is refused to everybody.</summary>
/// <param name="Needed">Null: everybody, without a key.</param>
internal sealed record RouteScope(Scope? Needed);

internal static class RouteScopes
{
    public static RouteHandlerBuilder Needs(this RouteHandlerBuilder route, Scope scope) => route.WithMetadata(new RouteScope(scope));

    public static IEndpointConventionBuilder Needs(this IEndpointConventionBuilder route, Scope scope) => route.WithMetadata(new RouteScope(scope));

    public static IEndpointConventionBuilder IsOpen(this IEndpointConventionBuilder route) => route.WithMetadata(new RouteScope(null));
}
