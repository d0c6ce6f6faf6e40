using Assay.Collecting.Redaction;
using Assay.Gating;
using Assay.Gating.Targets;
using Assay.Scoring.Judging;
using Assay.Scoring.Spending;
using YamlDotNet.RepresentationModel;

namespace Assay.Configuring;

/// <summary>What stands in <c>assay.yaml</c>. Paths in it are relative to the file.</summary>
public sealed record AssayFile
{
    public static readonly AssayFile Empty = new();

    public IReadOnlyList<Judge> Judges { get; init; } = [];

    public IReadOnlyDictionary<string, ProviderSettings> Providers { get; init; } = new Dictionary<string, ProviderSettings>();

    /// <summary>By model reference, such as <c>openai:my-model</c>.</summary>
    public IReadOnlyDictionary<string, ModelPrice> Prices { get; init; } = new Dictionary<string, ModelPrice>();

    public IReadOnlyList<string> Slices { get; init; } = [];

    /// <summary>What is kept out of everything that comes in, before it is stored.</summary>
    public RedactionRules Redaction { get; init; } = RedactionRules.None;

    /// <summary>Where a service fetches responses from by itself.</summary>
    public IReadOnlyList<SourceSettings> Sources { get; init; } = [];

    /// <summary>Whom a service tells of verdicts.</summary>
    public IReadOnlyList<WebhookSettings> Webhooks { get; init; } = [];

    /// <summary>Whom a service tells of incidents.</summary>
    public IReadOnlyList<NotifySettings> Notify { get; init; } = [];

    /// <summary>Where a service sends evaluation events; null: nowhere.</summary>
    public OtlpExportSettings? Otlp { get; init; }

    /// <summary>What a service watches, and says where it is not as it should be.</summary>
    public AlertSettings Alerts { get; init; } = AlertSettings.Usual;

    /// <summary>What outputs must hold to pass a gate.</summary>
    public GateTerms Gate { get; init; } = new();

    /// <summary>What can be asked for outputs.</summary>
    public IReadOnlyList<TargetSettings> Targets { get; init; } = [];

    /// <summary>Defaults for options of the command line, by their name with underscores: <c>store</c>, <c>concurrency</c>, <c>budget_usd</c>.</summary>
    public IReadOnlyDictionary<string, string> Options { get; init; } = new Dictionary<string, string>();

    public IReadOnlyList<Diagnostic> Diagnostics { get; init; } = [];
}

/// <summary>Reads <c>assay.yaml</c>; its grammar is in <c>assay.schema.json</c>.</summary>
public static class AssayFileReader
{
    /// <summary>Options of the command line that may stand at the top of the file.</summary>
    public static readonly IReadOnlyList<string> OptionNames = 
    [
        "store", "judge", "concurrency", "budget_usd", "free", "limit", "timeout", "min_coverage", "cache", "no_cache", "sample", "prices", "retention", "content", "public_url",
    ];


    /// <param name="fileName">As shown in findings.</param>
    /// <param name="readFile">Gives the text of a file named in the configuration, relative to it; throws where there is none.</param>
    /// <exception cref="ConfigurationException">The file has errors; all of them are listed.</exception>
    public static AssayFile ReadOrThrow(string fileName, string yaml, Func<string, string> readFile)
    {
        AssayFile file = Read(fileName, yaml, readFile);
        return file.Diagnostics.Any(d => d.Severity == Severity.Error) ? throw new ConfigurationException(file.Diagnostics) : file;
    }

    public static AssayFile Read(string fileName, string yaml, Func<string, string> readFile)
    {
        YamlFile file = YamlFile.Parse(fileName, yaml);
        if (file.Root is not { } root)
        {
            return AssayFile.Empty with { Diagnostics = file.Diagnostics };
        }

        var judges = new List<Judge>();
        var findings = new List<Diagnostic>();
        IReadOnlyList<(string Name, YamlSection Section)> declared = root.Sections("judges");
        string[] names = [.. declared.Select(d => d.Name)];
        // Who may be asked by a panel comes before it: single judges, then juries, which may be stages of cascades.
        var known = new Dictionary<string, Judge>(StringComparer.Ordinal);
        foreach ((string name, YamlSection section) in declared.OrderBy(d => PanelReader.KindOf(d.Section) is { } kind ? 1 + (int)kind : 0))
        {
            PanelReader? panels = PanelReader.KindOf(section) is null ? null : new PanelReader(new Dictionary<string, Judge>(known, StringComparer.Ordinal), names, readFile);
            if (JudgeReader.Read(name, section, readFile, findings, panels) is { } judge)
            {
                known[name] = judge;
            }
        }

        judges.AddRange(names.Where(known.ContainsKey).Select(n => known[n]));

        IReadOnlyList<string> slices = root.Texts("slices");
        IReadOnlyList<(string Name, YamlSection Section)> webhooks = root.Sections("webhooks");
        IReadOnlyList<(string Name, YamlSection Section)> notify = root.Sections("notify");
        var read = new AssayFile
        {
            Judges = judges,
            Providers = root.Sections("providers").Select(p => Provider(p.Name, p.Section)).OfType<ProviderSettings>().ToDictionary(p => p.Name, StringComparer.Ordinal),
            Prices = Prices(root),
            Slices = slices,
            Redaction = RedactionReader.Read(root),
            Sources = [.. root.Sections("sources").Select(s => SourceReader.Read(s.Name, s.Section)).OfType<SourceSettings>()],
            Webhooks = [.. webhooks.Select(w => OutboundReader.ReadWebhook(w.Name, w.Section, names)).OfType<WebhookSettings>()],
            Notify = [.. notify.Select(n => NotifyReader.Read(n.Name, n.Section, [.. webhooks.Select(w => w.Name)])).OfType<NotifySettings>()],
            Otlp = OutboundReader.ReadExport(root, names),
            // One judge that cannot be read is one mistake, and not another for each rule about it.
            Alerts = AlertsReader.Read(root, AlertNames.Of(judges.Count < names.Length ? null : judges, slices, [.. notify.Select(n => n.Name)])),
            Gate = GateReader.Read(root),
            Targets = [.. root.Sections("targets").Select(t => TargetReader.Read(t.Name, t.Section)).OfType<TargetSettings>()],
            Options = OptionNames.Where(o => root.Has(o) && (o != "prices" || root.Find(o) is YamlScalarNode)).ToDictionary(o => o, o => root.Text(o) ?? "", StringComparer.Ordinal),
        };
        root.Close();
        return read with { Diagnostics = [.. file.Diagnostics, .. findings] };
    }

    private static ProviderSettings? Provider(string name, YamlSection section)
    {
        string? format = section.Text("format");
        WireFormat? wire = (format ?? name) switch
        {
            "azure" => WireFormat.Azure,
            "anthropic" => WireFormat.Anthropic,
            _ when format is null or "openai" => WireFormat.OpenAi,
            _ => null,
        };
        if (wire is null)
        {
            section.Error(section.Find("format")!.Start, $"`{section.Full("format")}` is `{format}`. Known: openai, azure, anthropic.");
        }

        string? url = section.Text("base_url");
        if (url is not null && !(Uri.TryCreate(url, UriKind.Absolute, out Uri? parsed) && parsed.Scheme is "http" or "https"))
        {
            section.Error(section.Find("base_url")!.Start, $"`{section.Full("base_url")}` is `{url}`, but must be an http or https address such as https://host/v1.");
            url = null;
        }

        var headers = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        YamlSection? written = section.Section("headers");
        foreach ((string header, YamlNode _) in written?.Entries() ?? [])
        {
            headers[header] = written!.Text(header) ?? "";
        }

        var settings = new ProviderSettings
        {
            Name = name,
            Format = wire ?? WireFormat.OpenAi,
            BaseUrl = url is null ? null : new Uri(url),
            KeyVariable = section.Text("key_variable"),
            KeyFile = section.Text("key_file"),
            Headers = headers,
            ApiVersion = section.Text("api_version"),
            Free = section.Flag("free") ?? false,
            PromptCache = section.Flag("prompt_cache") ?? true,
        };
        section.Close();
        return settings;
    }

    private static Dictionary<string, ModelPrice> Prices(YamlSection root)
    {
        var prices = new Dictionary<string, ModelPrice>(StringComparer.Ordinal);
        // A name instead of prices is a file of them, as with --prices.
        if (root.Find("prices") is YamlScalarNode || root.Section("prices") is not { } section)
        {
            return prices;
        }

        const string unit = "usd_per_million_tokens";
        if (section.Text("unit") != unit)
        {
            section.Error(section.Find("unit")?.Start ?? section.Mark, $"`prices.unit` is missing or unknown. Write `unit: {unit}`, so that nobody has to guess what the figures mean.");
        }

        foreach ((string model, YamlNode _) in section.Entries().Where(e => e.Key != "unit"))
        {
            if (section.Section(model) is not { } price)
            {
                continue;
            }

            if (ModelReference.TryParse(model) is null)
            {
                price.Error(price.Mark, $"`prices.{model}` is not a model reference such as openai:gpt-4o-mini.");
            }

            double? input = price.Number("input", 0, PriceFields.Highest);
            double? output = price.Number("output", 0, PriceFields.Highest);
            if (input is null || output is null)
            {
                price.Error(price.Mark, $"`prices.{model}` needs `input` and `output`, in USD per million tokens.");
            }

            prices[model] = new ModelPrice((decimal)(input ?? 0), (decimal)(price.Number("cached_input", 0, PriceFields.Highest) ?? input ?? 0), (decimal)(output ?? 0))
            {
                CacheWrite = PriceFields.CacheWrite(price),
                Batch = PriceFields.Batch(price),
            };
            price.Close();
        }

        return prices;
    }
}
