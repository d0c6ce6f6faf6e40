using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Assay.Configuring;

namespace Assay.Cli.Running;

/// <summary>Sends something to a running service; its key is read from <c>ASSAY_KEY</c>.</summary>
internal static class ServiceCall
{
    private const int MostBytes = 4 * 1024 * 1024;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    /// <param name="instead">What to do where no service is, such as <c>announce it to the ledger with --store</c>.</param>
    /// <param name="read">Gives what the service's answer says; null: it is a refusal.</param>
    /// <exception cref="ConfigurationException">The service is not there, or does not take it.</exception>
    public static async Task<T> PostAsync<T>(string url, string path, string body, string instead, Func<HttpStatusCode, string, T?> read, CancellationToken cancellationToken)
        where T : class
    {
        if (!Uri.TryCreate(url, UriKind.Absolute, out Uri? service) || service.Scheme is not ("http" or "https") || service.UserInfo.Length > 0)
        {
            throw new ConfigurationException("--url must be the address of a service, such as http://127.0.0.1:5080, without a password.");
        }

        string shown = service.GetLeftPart(UriPartial.Authority);
        using var handler = new SocketsHttpHandler { AllowAutoRedirect = false };
        using var client = new HttpClient(handler) { Timeout = Patience, MaxResponseContentBufferSize = MostBytes };
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(service, path)) { Content = new StringContent(body, Encoding.UTF8, "application/json") };
        if (Environment.GetEnvironmentVariable("ASSAY_KEY") is { Length: > 0 } key)
        {
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", key);
        }

        try
        {
            using HttpResponseMessage response = await client.SendAsync(request, cancellationToken);
            string text = await response.Content.ReadAsStringAsync(cancellationToken);
            return read(response.StatusCode, text) ?? throw new ConfigurationException($"the service at {shown} did not take it: {(int)response.StatusCode}. {Detail(text)}");
        }
        catch (Exception e) when (e is HttpRequestException or JsonException or KeyNotFoundException or InvalidOperationException or FormatException
            || (e is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            throw new ConfigurationException($"no Assay service answered at {shown}: {e.Message} Check --url, or {instead}.");
        }
    }

    /// <summary>What a service says of it; another server's page is not repeated.</summary>
    private static string Detail(string text)
    {
        try
        {
            return JsonElement.Parse(text).GetProperty("detail").GetString() ?? "";
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException)
        {
            return "";
        }
    }
}
