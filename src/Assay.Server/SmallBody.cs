using System.Text;
using Microsoft.AspNetCore.Http;

namespace Assay.Server;

/// <summary>The text of a request that is never long.</summary>
internal static class SmallBody
{
    private const int Longest = 64 * 1024;

    /// <returns>Null where it is too long: that is answered already.</returns>
    public static async Task<string?> ReadAsync(HttpContext http)
    {
        using var buffer = new MemoryStream();
        var part = new byte[4096];
        while (await http.Request.Body.ReadAsync(part, http.RequestAborted) is var read and > 0)
        {
            buffer.Write(part, 0, read);
            if (buffer.Length > Longest)
            {
                await Problem.WriteAsync(http, StatusCodes.Status413PayloadTooLarge, "Too long", $"The body must be at most {Longest / 1024} kB.");
                return null;
            }
        }

        return Encoding.UTF8.GetString(buffer.GetBuffer(), 0, (int)buffer.Length);
    }
}
