namespace Assay.Configuring;

/// <summary>One entry of <c>webhooks:</c> in <c>assay.yaml</c>: who is told of verdicts, signed.</summary>
public sealed record WebhookSettings
{
    public const int DefaultBatch = 100;

    public required string Name { get; init; }

    public required Uri Url { get; init; }

    /// <summary>Where the secret is that signs.</summary>
    public required SecretPlace Secret { get; init; }

    /// <summary>During a rotation, where the one is that it replaces: both sign.</summary>
    public SecretPlace? PreviousSecret { get; init; }

    /// <summary>Only verdicts of these; empty: of every judge.</summary>
    public IReadOnlyList<string> Judges { get; init; } = [];

    /// <summary>Only scores below this; null: every verdict.</summary>
    public double? Below { get; init; }

    /// <summary>Verdicts in one request at most.</summary>
    public int Batch { get; init; } = DefaultBatch;

    /// <summary>The receiver may be in this machine's own networks, and plain HTTP is spoken there.</summary>
    public bool AllowPrivate { get; init; }
}

/// <summary><c>export.otlp</c> in <c>assay.yaml</c>: a tracing backend or collector that gets evaluation events. What is absent comes from OpenTelemetry's own variables.</summary>
public sealed record OtlpExportSettings
{
    /// <summary>How it is shown among the webhooks.</summary>
    public const string Name = "otlp";

    public const string Protobuf = "http/protobuf";
    public const string Json = "http/json";
    public const int DefaultBatch = 200;

    /// <summary>Without the path <c>/v1/logs</c>.</summary>
    public Uri? Endpoint { get; init; }

    /// <summary><see cref="Protobuf"/> or <see cref="Json"/>.</summary>
    public string? Protocol { get; init; }

    /// <summary>Values with <c>${NAME}</c> for environment variables.</summary>
    public IReadOnlyDictionary<string, string> Headers { get; init; } = new Dictionary<string, string>();

    /// <summary>Only verdicts of these; empty: of every judge.</summary>
    public IReadOnlyList<string> Judges { get; init; } = [];

    /// <summary>Verdicts in one request at most.</summary>
    public int Batch { get; init; } = DefaultBatch;

    /// <inheritdoc cref="WebhookSettings.AllowPrivate"/>
    public bool AllowPrivate { get; init; }
}

/// <summary>Where a secret is found; never the secret itself. One of the two is there.</summary>
/// <param name="Key">The key in the configuration that says it, for messages.</param>
/// <param name="Variable">The environment variable that holds it.</param>
/// <param name="File">A file that holds nothing but it, relative to the configuration.</param>
public sealed record SecretPlace(string Key, string? Variable, string? File);
