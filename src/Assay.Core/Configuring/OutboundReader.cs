using YamlDotNet.RepresentationModel;

namespace Assay.Configuring;

/// <summary>Reads <c>webhooks:</c> and <c>export:</c>: who outside is told of verdicts.</summary>
internal static class OutboundReader
{
    private const int LargestBatch = 1000;

    /// <summary>Null where something is missing or wrong, which the section then says.</summary>
    public static WebhookSettings? ReadWebhook(string name, YamlSection section, IReadOnlyList<string> judges)
    {
        if (name == OtlpExportSettings.Name)
        {
            section.Error(section.Mark, $"`{section.Path}`: the name {OtlpExportSettings.Name} is taken by `export.otlp`. Choose another.");
        }

        WebhookSettings? target = ReadTarget(name, section);
        IReadOnlyList<string> only = Judges(section, judges);
        double? below = section.Number("below");
        int batch = section.Whole("batch", 1, LargestBatch) ?? WebhookSettings.DefaultBatch;
        section.Close();
        return target is null ? null : target with { Judges = only, Below = below, Batch = batch };
    }

    /// <summary>Where a program is told, and how its requests are signed.</summary>
    public static WebhookSettings? ReadTarget(string name, YamlSection section)
    {
        bool allowPrivate = section.Flag("allow_private") ?? false;
        Uri? url = section.RequiredText("url", "Write the receiver's address, for example `url: https://hooks.example.com/assay`.") is { } text
            ? Address(section, "url", text, allowPrivate)
            : null;
        SecretPlace? secret = Secret(section, "secret");
        if (secret is null && !section.Has("secret_variable") && !section.Has("secret_file"))
        {
            section.Error(section.Mark, $"`{section.Full("secret_variable")}` is missing. Name the environment variable that holds the signing secret, or a file with `secret_file`. `echo whsec_$(openssl rand -base64 32)` makes one.");
        }

        SecretPlace? previous = Secret(section, "previous_secret");
        return url is null || secret is null ? null : new WebhookSettings { Name = name, Url = url, Secret = secret, PreviousSecret = previous, AllowPrivate = allowPrivate };
    }

    /// <summary>Null where nothing is exported, or something is wrong.</summary>
    public static OtlpExportSettings? ReadExport(YamlSection root, IReadOnlyList<string> judges)
    {
        if (root.Section("export") is not { } export)
        {
            return null;
        }

        YamlSection? section = export.Section("otlp");
        export.Close();
        return section is null ? null : ReadOtlp(section, judges);
    }

    private static OtlpExportSettings ReadOtlp(YamlSection section, IReadOnlyList<string> judges)
    {
        string? protocol = section.Text("protocol");
        if (protocol is not (null or OtlpExportSettings.Protobuf or OtlpExportSettings.Json))
        {
            section.Error(section.Find("protocol")!.Start, $"`{section.Full("protocol")}` is `{protocol}`. Known: {OtlpExportSettings.Protobuf}, {OtlpExportSettings.Json}.");
        }

        var headers = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        YamlSection? written = section.Section("headers");
        foreach ((string header, YamlNode _) in written?.Entries() ?? [])
        {
            headers[header] = written!.Text(header) ?? "";
        }

        bool allowPrivate = section.Flag("allow_private") ?? false;
        var settings = new OtlpExportSettings
        {
            Endpoint = section.Text("endpoint") is { } text ? Address(section, "endpoint", text, allowPrivate) : null,
            Protocol = protocol,
            Headers = headers,
            Judges = Judges(section, judges),
            Batch = section.Whole("batch", 1, LargestBatch) ?? OtlpExportSettings.DefaultBatch,
            AllowPrivate = allowPrivate,
        };
        section.Close();
        return settings;
    }

    private static Uri? Address(YamlSection section, string key, string text, bool allowPrivate)
    {
        if (OutboundUrl.Problem(text, allowPrivate) is { } problem)
        {
            section.Error(section.Find(key)!.Start, $"`{section.Full(key)}` {problem}");
            return null;
        }

        return new Uri(text);
    }

    public static SecretPlace? Secret(YamlSection section, string key)
    {
        string? variable = section.Text($"{key}_variable");
        string? file = section.Text($"{key}_file");
        if (variable is not null && file is not null)
        {
            section.Error(section.Find($"{key}_file")!.Start, $"`{section.Full($"{key}_variable")}` and `{section.Full($"{key}_file")}` are both given. Keep one of them.");
            return null;
        }

        return variable is null && file is null ? null : new SecretPlace(section.Full(variable is null ? $"{key}_file" : $"{key}_variable"), variable, file);
    }

    private static IReadOnlyList<string> Judges(YamlSection section, IReadOnlyList<string> known)
    {
        IReadOnlyList<string> judges = section.Texts("judges");
        if (known.Count > 0 && judges.FirstOrDefault(j => !known.Contains(j, StringComparer.Ordinal)) is { } unknown)
        {
            string meant = NearestName.Of(unknown, known) is { } nearest ? $"Did you mean `{nearest}`?" : $"Known: {string.Join(", ", known)}.";
            section.Error(section.Find("judges")!.Start, $"`{section.Full("judges")}` names `{unknown}`, which is no judge of this file. {meant}");
        }

        return judges;
    }
}
