using Microsoft.AspNetCore.Builder;

namespace Assay.Server.Access;

/// <summary>A route for people with a browser: who is not let in is asked for a key instead of being refused.</summary>
internal sealed record PageRoute;

internal static class PageRoutes
{
    public static IEndpointConventionBuilder IsPage(this IEndpointConventionBuilder route) => route.WithMetadata(new PageRoute());
}
