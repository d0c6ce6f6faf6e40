using Assay.Simulator.Chat;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Net.Http.Headers;

namespace Assay.Simulator.Batches;

/// <summary>Reads a file out of a form that is posted.</summary>
internal sealed record Upload(string Name, string Purpose, ReadOnlyMemory<byte> Bytes)
{
    /// <exception cref="IOException">The body is no such form.</exception>
    public static async ValueTask<(Upload? Upload, ProviderError? Error)> ReadAsync(string? contentType, ReadOnlyMemory<byte> body)
    {
        if (!MediaTypeHeaderValue.TryParse(contentType, out var type) || HeaderUtilities.RemoveQuotes(type.Boundary).Value is not { Length: > 0 } boundary)
        {
            return (null, ProviderError.BadRequest("Expected a body of multipart/form-data.", "file"));
        }

        string? purpose = null, name = null;
        byte[]? bytes = null;
        var reader = new MultipartReader(boundary, new MemoryStream(body.ToArray(), writable: false));
        while (await reader.ReadNextSectionAsync() is { } section)
        {
            _ = ContentDispositionHeaderValue.TryParse(section.ContentDisposition, out var disposition);
            switch (disposition is null ? null : HeaderUtilities.RemoveQuotes(disposition.Name).Value)
            {
                case "purpose":
                    purpose = await section.ReadAsStringAsync();
                    break;
                case "file":
                    name = HeaderUtilities.RemoveQuotes(disposition!.FileName).Value;
                    using (var copy = new MemoryStream())
                    {
                        await section.Body.CopyToAsync(copy);
                        bytes = copy.ToArray();
                    }

                    break;
            }
        }

        return purpose is null ? (null, ProviderError.BadRequest("Missing required parameter: 'purpose'.", "purpose", "missing_required_parameter"))
            : bytes is null ? (null, ProviderError.BadRequest("Missing required parameter: 'file'.", "file", "missing_required_parameter"))
            : (new Upload(name ?? "upload", purpose, bytes), null);
    }
}
