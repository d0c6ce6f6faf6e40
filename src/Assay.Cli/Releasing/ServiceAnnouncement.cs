using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Assay.Cli.Output;
using Assay.Configuring;
using Assay.Surfacing;

namespace Assay.Cli.Releasing;

/// <summary>Tells a running service of a release.</summary>
internal static class ServiceAnnouncement
{
    private const int MostBytes = 64 * 1024;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    /// <exception cref="ConfigurationException">The service is not there, or does not take it.</exception>
    public static async Task<Announced> SendAsync(string url, AnnouncedRelease release, string? key, CancellationToken cancellationToken)
    {
        if (!Uri.TryCreate(url, UriKind.Absolute, out Uri? service) || service.Scheme is not ("http" or "https") || service.UserInfo.Length > 0)
        {
            throw new ConfigurationException("--url must be the address of a service, such as http://127.0.0.1:5080, without a password.");
        }

        string shown = service.GetLeftPart(UriPartial.Authority);
        using var handler = new SocketsHttpHandler { AllowAutoRedirect = false };
        using var client = new HttpClient(handler) { Timeout = Patience, MaxResponseContentBufferSize = MostBytes };
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(service, "/v1/releases")) { Content = new StringContent(Body(release), Encoding.UTF8, "application/json") };
        if (key is { Length: > 0 })
        {
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", key);
        }

        try
        {
            using HttpResponseMessage response = await client.SendAsync(request, cancellationToken);
            string text = await response.Content.ReadAsStringAsync(cancellationToken);
            return response.IsSuccessStatusCode ? Read(text) : throw new ConfigurationException($"the service at {shown} did not take the release: {(int)response.StatusCode}. {Detail(text)}");
        }
        catch (Exception e) when (e is HttpRequestException or JsonException or KeyNotFoundException or InvalidOperationException or FormatException
            || (e is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            throw new ConfigurationException($"no Assay service answered at {shown}: {e.Message} Check --url, or announce it to the ledger with --store.");
        }
    }

    private static string Body(AnnouncedRelease release) => JsonLine.Write(json =>
    {
        json.WriteString("name", release.Name);
        json.WriteString("at", release.At);
        json.WriteString("note", release.Note);
    });

    private static Announced Read(string text)
    {
        JsonElement json = JsonElement.Parse(text);
        return new Announced(
            json.GetProperty("name").GetString()!, json.GetProperty("at").GetDateTimeOffset(), json.GetProperty("is_new").GetBoolean(), json.GetProperty("compared_with").GetString(), json.GetProperty("message").GetString()!);
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
