namespace Assay.Server.Telemetry.Metadata;

/// <summary>Which attributes become which metadata of a response, as data.</summary>
/// <param name="Name">In the response.</param>
/// <param name="Attributes">Of the span or, failing that, of its resource; the first that is there counts. Before all stands the name under <see cref="AssayPrefix"/>.</param>
internal sealed record MetadataField(string Name, params string[] Attributes)
{
    public static readonly IReadOnlyList<MetadataField> All =
    [
        new("app", "service.name"),
        new("environment", "deployment.environment.name", "deployment.environment"),
        new("model", "gen_ai.request.model", "llm.model_name", "ai.model.id", "gen_ai.response.model"),
        new("response_model", "gen_ai.response.model", "ai.response.model"),
        new("provider", "gen_ai.provider.name", "gen_ai.system", "llm.provider", "llm.system", "ai.model.provider"),
        new("session", "session.id", "gen_ai.conversation.id"),
        new("user", "user.id", "enduser.id", "llm.user"),
        new("input_tokens", "gen_ai.usage.input_tokens", "gen_ai.usage.prompt_tokens", "llm.token_count.prompt", "ai.usage.inputTokens", "ai.usage.promptTokens"),
        new("output_tokens", "gen_ai.usage.output_tokens", "gen_ai.usage.completion_tokens", "llm.token_count.completion", "ai.usage.outputTokens", "ai.usage.completionTokens"),
        new("cached_tokens", "gen_ai.usage.cache_read.input_tokens", "gen_ai.usage.cache_read_input_tokens", "llm.token_count.prompt_details.cache_read", "ai.usage.cachedInputTokens"),
        new("cache_write_tokens", "gen_ai.usage.cache_creation.input_tokens", "gen_ai.usage.cache_creation_input_tokens", "llm.token_count.prompt_details.cache_write"),
        new("finish_reason", "gen_ai.response.finish_reasons", "ai.response.finishReason", "ai.finishReason", "gen_ai.completion.0.finish_reason", "llm.finish_reason", "llm.response.finish_reason"),
        new("temperature", "gen_ai.request.temperature"),
        new("response_id", "gen_ai.response.id", "ai.response.id"),
        new("function", "ai.telemetry.functionId"),
    ];

    /// <summary>The user's own names behind these are taken as they are, after the fields above.</summary>
    public static readonly IReadOnlyList<string> OwnPrefixes = ["ai.telemetry.metadata.", "traceloop.association.properties."];

    /// <summary>Before names that the sender chose for Assay: they win over everything else.</summary>
    public const string AssayPrefix = "assay.";

    /// <summary>JSON objects of which every field becomes metadata.</summary>
    public static readonly IReadOnlyList<string> Objects = ["metadata"];
}
