using Assay.Server.Telemetry.Calls;

namespace Assay.Server.Telemetry.Conventions;

/// <summary>What the sender has to set so that texts arrive, by what its spans look like. The first that fits is named.</summary>
/// <param name="Scope">Begins the name of the recording library; null where an attribute tells.</param>
/// <param name="Attribute">Begins the name of an attribute.</param>
internal sealed record ContentSetting(string? Scope, string? Attribute, string Setting)
{
    public const string GenAi =
        "Set OTEL_INSTRUMENTATION_GENAI_CAPTURE_MESSAGE_CONTENT=true; with OTEL_SEMCONV_STABILITY_OPT_IN=gen_ai_latest_experimental set it to SPAN_ONLY instead.";

    private const string OpenInference = "Set OPENINFERENCE_HIDE_INPUTS=false and OPENINFERENCE_HIDE_OUTPUTS=false, and no other OPENINFERENCE_HIDE_... variable to true.";

    private const string Vercel = "Give the call experimental_telemetry: { isEnabled: true, recordInputs: true, recordOutputs: true }; from version 7 the option is named telemetry.";

    private const string Traceloop = "Set TRACELOOP_TRACE_CONTENT=true.";

    private const string MicrosoftAi =
        "Set EnableSensitiveData to true in UseOpenTelemetry(configure: c => c.EnableSensitiveData = true), or OTEL_INSTRUMENTATION_GENAI_CAPTURE_MESSAGE_CONTENT=true.";

    private const string SemanticKernel =
        "Set SEMANTICKERNEL_EXPERIMENTAL_GENAI_ENABLE_OTEL_DIAGNOSTICS_SENSITIVE=true, or the AppContext switch Microsoft.SemanticKernel.Experimental.GenAI.EnableOTelDiagnosticsSensitive.";

    private static readonly ContentSetting[] All =
    [
        new("Experimental.Microsoft.Extensions.AI", null, MicrosoftAi),
        new("Microsoft.Extensions.AI", null, MicrosoftAi),
        new("Experimental.Microsoft.Agents.AI", null, MicrosoftAi),
        new("Microsoft.SemanticKernel", null, SemanticKernel),
        new("OpenAI.", null, "The OpenAI client for .NET never records texts: wrap it with UseOpenTelemetry of Microsoft.Extensions.AI, with EnableSensitiveData = true."),
        new("openinference.", null, OpenInference),
        new("@arizeai/openinference", null, OpenInference),
        new(null, "openinference.", OpenInference),
        new(null, "ai.operationId", Vercel),
        // The SDK's spans since version 7 differ from the conventions in a metric's name on the span alone.
        new(null, "gen_ai.client.operation.duration", Vercel),
        new("@traceloop/", null, Traceloop),
        new("opentelemetry.instrumentation.openai.v", null, Traceloop),
        new(null, "traceloop.", Traceloop),
        new(null, "llm.", Traceloop),
        new(null, "az.namespace", "Set AZURE_TRACING_GEN_AI_CONTENT_RECORDING_ENABLED=true, or OTEL_INSTRUMENTATION_GENAI_CAPTURE_MESSAGE_CONTENT=true."),
        new("pydantic-ai", null, "Give the agent InstrumentationSettings(include_content=True)."),
    ];

    public static string For(Call call) => All.FirstOrDefault(setting => setting.Fits(call))?.Setting ?? GenAi;

    private bool Fits(Call call) =>
        Scope is not null
            ? call.Scope.StartsWith(Scope, StringComparison.Ordinal)
            : call.Attributes.Under(Attribute!).Any();
}
