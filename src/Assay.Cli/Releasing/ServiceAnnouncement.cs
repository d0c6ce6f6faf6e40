using System.Text.Json;
using Assay.Cli.Output;
using Assay.Cli.Running;
using Assay.Configuring;
using Assay.Surfacing;

namespace Assay.Cli.Releasing;

/// <summary>Tells a running service of a release.</summary>
internal static class ServiceAnnouncement
{
    /// <exception cref="ConfigurationException">The service is not there, or does not take it.</exception>
    public static Task<Announced> SendAsync(string url, AnnouncedRelease release, CancellationToken cancellationToken) => ServiceCall.PostAsync(
        url, "/v1/releases", Body(release), "announce it to the ledger with --store", (status, text) => (int)status is >= 200 and < 300 ? Read(text) : null, cancellationToken);

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
}
