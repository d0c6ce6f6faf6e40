using System.Collections.Frozen;
using System.Security.Cryptography;
using Assay.Server.Access;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Assay.Server.Dashboard;

/// <summary>Files that pages need, carried in the program. Their addresses change with their content, so browsers keep them for good.</summary>
internal static class Asset
{
    private const string Prefix = "assets/";

    private static readonly FrozenDictionary<string, (byte[] Content, string Type, string Hash)> Files = typeof(Asset).Assembly.GetManifestResourceNames()
        .Where(n => n.StartsWith(Prefix, StringComparison.Ordinal))
        .ToFrozenDictionary(n => n[Prefix.Length..], Read);

    public static string Url(string name) => $"/{Prefix}{Files[name].Hash}/{name}";

    /// <summary>The content of one that is text.</summary>
    public static string Text(string name) => System.Text.Encoding.UTF8.GetString(Files[name].Content);

    public static void MapAssets(this IEndpointRouteBuilder routes) =>
        routes.MapGet($"/{Prefix}{{hash}}/{{name}}", async (HttpContext http, string hash, string name) =>
        {
            if (!Files.TryGetValue(name, out (byte[] Content, string Type, string Hash) file) || file.Hash != hash)
            {
                await Problem.WriteAsync(http, StatusCodes.Status404NotFound, "No such file", "Load the page again: it names the files of this version.");
                return;
            }

            http.Response.Headers.CacheControl = "public, max-age=31536000, immutable";
            await Answer.WriteAsync(http, StatusCodes.Status200OK, file.Content, file.Type);
        }).IsPage().IsOpen();

    private static (byte[] Content, string Type, string Hash) Read(string resource)
    {
        using Stream stream = typeof(Asset).Assembly.GetManifestResourceStream(resource)!;
        using var copy = new MemoryStream();
        stream.CopyTo(copy);
        byte[] content = copy.ToArray();
        return (content, TypeOf(resource), Convert.ToHexStringLower(SHA256.HashData(content))[..12]);
    }

    private static string TypeOf(string name) => System.IO.Path.GetExtension(name) switch
    {
        ".css" => "text/css; charset=utf-8",
        ".js" => "text/javascript; charset=utf-8",
        ".svg" => "image/svg+xml",
        _ => "application/octet-stream",
    };
}
