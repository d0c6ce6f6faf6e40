using System.Text.RegularExpressions;
using Assay.Configuring;
using Assay.Server.Telemetry;

namespace Assay.Server.Outbound;

/// <summary>Where evaluation events go and how they are written: from the configuration, and where it names no endpoint from OpenTelemetry's variables.</summary>
internal sealed partial record OtlpTarget(Uri Url, OtlpEncoding Encoding, IReadOnlyList<KeyValuePair<string, string>> Headers, int Batch)
{
    private const string Path = "/v1/logs";

    /// <exception cref="ConfigurationException">Nothing names an endpoint, or it cannot be used.</exception>
    public static OtlpTarget Of(OtlpExportSettings settings, Func<string, string?> environment)
    {
        // Headers of the environment are for its own endpoint, and may hold a key.
        bool isOfEnvironment = settings.Endpoint is null;
        var headers = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach ((string name, string value) in isOfEnvironment ? EnvironmentHeaders(environment) : [])
        {
            headers[name] = value;
        }

        foreach ((string name, string value) in settings.Headers)
        {
            headers[name] = Variable().Replace(value, found => environment(found.Groups["name"].Value)
                ?? throw new ConfigurationException($"export.otlp.headers.{name}: the environment variable {found.Groups["name"].Value} is not set."));
        }

        if (headers.FirstOrDefault(h => !IsHeader(h.Key, h.Value)) is { Key: { } wrong })
        {
            throw new ConfigurationException($"export.otlp.headers: {wrong} cannot be sent with its value. Use plain ASCII on one line; Content-* headers are set by the request itself.");
        }

        string protocol = settings.Protocol ?? (isOfEnvironment ? Specific("PROTOCOL", environment) : null) ?? OtlpExportSettings.Protobuf;
        OtlpEncoding encoding = protocol switch
        {
            OtlpExportSettings.Protobuf => OtlpEncoding.Protobuf,
            OtlpExportSettings.Json => OtlpEncoding.Json,
            _ => throw new ConfigurationException($"OTEL_EXPORTER_OTLP_PROTOCOL is `{protocol}`. Known: {OtlpExportSettings.Protobuf}, {OtlpExportSettings.Json}."),
        };
        return new OtlpTarget(settings.Endpoint is { } endpoint ? Logs(endpoint) : EnvironmentUrl(settings.AllowPrivate, environment), encoding, [.. headers], settings.Batch);
    }

    private static Uri Logs(Uri endpoint) => endpoint.AbsolutePath.EndsWith(Path, StringComparison.Ordinal)
        ? endpoint
        : new UriBuilder(endpoint) { Path = endpoint.AbsolutePath.TrimEnd('/') + Path }.Uri;

    private static Uri EnvironmentUrl(bool allowPrivate, Func<string, string?> environment)
    {
        // The one for logs alone is used as it stands.
        string name = environment("OTEL_EXPORTER_OTLP_LOGS_ENDPOINT") is { Length: > 0 } ? "OTEL_EXPORTER_OTLP_LOGS_ENDPOINT" : "OTEL_EXPORTER_OTLP_ENDPOINT";
        string text = environment(name) is { Length: > 0 } value
            ? value
            : throw new ConfigurationException("export.otlp.endpoint is missing. Write for example `endpoint: https://collector.example.com:4318`, or set OTEL_EXPORTER_OTLP_ENDPOINT.");
        return OutboundUrl.Problem(text, allowPrivate) is { } problem ? throw new ConfigurationException($"{name} {problem}")
            : name == "OTEL_EXPORTER_OTLP_LOGS_ENDPOINT" ? new Uri(text) : Logs(new Uri(text));
    }

    private static IEnumerable<(string Name, string Value)> EnvironmentHeaders(Func<string, string?> environment) =>
        from pair in (Specific("HEADERS", environment) ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
        let sides = pair.Split('=', 2, StringSplitOptions.TrimEntries)
        where sides.Length == 2
        select (sides[0], Uri.UnescapeDataString(sides[1]));

    private static string? Specific(string what, Func<string, string?> environment) =>
        environment($"OTEL_EXPORTER_OTLP_LOGS_{what}") is { Length: > 0 } own ? own : environment($"OTEL_EXPORTER_OTLP_{what}") is { Length: > 0 } shared ? shared : null;

    private static bool IsHeader(string name, string value) =>
        name.Length > 0 && name.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_') && value.All(c => c is >= ' ' and <= '~')
        && !name.StartsWith("content-", StringComparison.OrdinalIgnoreCase) && !name.Equals("host", StringComparison.OrdinalIgnoreCase);

    [GeneratedRegex(@"\$\{(?<name>[A-Za-z_][A-Za-z0-9_]*)\}", RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex Variable();
}
