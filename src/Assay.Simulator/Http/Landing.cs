using System.Globalization;
using System.Reflection;
using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace Assay.Simulator.Http;

/// <summary>What a browser or a health check sees: the front page and the list of models.</summary>
internal sealed class Landing(SimulatorOptions options)
{
    private static readonly string Version =
        typeof(Landing).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "0";

    public async ValueTask<bool> TryAnswerAsync(HttpContext http, string path, long requestCount)
    {
        switch (path)
        {
            case "/":
                http.Response.ContentType = "text/plain; charset=utf-8";
                await http.Response.WriteAsync(string.Create(
                    CultureInfo.InvariantCulture,
                    $"Assay provider simulator {Version}\nPOST /v1/chat/completions, /openai/deployments/NAME/chat/completions, /v1/messages\nbatches: /v1/files, /v1/batches, /v1/messages/batches\nrequests served: {requestCount}\n"));
                return true;
            case "/v1/models":
                http.Response.ContentType = "application/json";
                await http.Response.WriteAsync(Models());
                return true;
            default:
                return false;
        }
    }

    private string Models() => JsonSerializer.Serialize(new
    {
        @object = "list",
        data = options.ListedModels.Order(StringComparer.Ordinal).Select(id => new { id, @object = "model", created = 0, owned_by = "simulator" }),
    });
}
