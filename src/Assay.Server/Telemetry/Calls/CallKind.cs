namespace Assay.Server.Telemetry.Calls;

/// <summary>Tells model calls from everything else that is traced. The first rule that knows the span decides.</summary>
/// <param name="Attribute">Names the kind of the operation.</param>
/// <param name="ModelCalls">Its values for a model that answers in text.</param>
/// <param name="Apart">Its values for operations whose model calls are others than those around them: an answer given to a tool is no answer to the user.</param>
/// <param name="Unknown">Its values that say nothing, so that the next rule is asked.</param>
internal sealed record CallKind(string Attribute, string[] ModelCalls, string[] Apart, string[] Unknown)
{
    private static readonly CallKind[] Rules =
    [
        new("openinference.span.kind", ["LLM"], ["TOOL", "AGENT"], ["UNKNOWN"]),
        // ai.generateText and its like enclose the calls of the provider, which are told by themselves.
        new("ai.operationId", ["ai.generateText.doGenerate", "ai.streamText.doStream", "ai.generateObject.doGenerate", "ai.streamObject.doStream"], ["ai.toolCall"], []),
        new("traceloop.span.kind", [], ["tool", "agent"], ["unknown", "llm"]),
        new("llm.request.type", ["chat", "completion", "acompletion"], [], ["unknown"]),
        new("gen_ai.operation.name", ["chat", "text_completion", "generate_content", "chat.completions", "text.completions"], ["execute_tool", "invoke_agent"], []),
    ];

    /// <summary>Carried by model calls of conventions that do not name the kind.</summary>
    private static readonly string[] Models = ["gen_ai.request.model", "gen_ai.response.model", "llm.model_name"];

    public static bool IsModelCall(Attributes attributes) =>
        Deciding(attributes) is var (rule, kind) ? Names(rule.ModelCalls, kind) : Models.Any(attributes.Has);

    public static bool IsApart(Attributes attributes) => Deciding(attributes) is var (rule, kind) && Names(rule.Apart, kind);

    private static (CallKind Rule, string Kind)? Deciding(Attributes attributes)
    {
        foreach (CallKind rule in Rules)
        {
            if (attributes.Text(rule.Attribute) is { } kind && !Names(rule.Unknown, kind))
            {
                return (rule, kind);
            }
        }

        return null;
    }

    private static bool Names(string[] kinds, string kind) => kinds.Contains(kind, StringComparer.OrdinalIgnoreCase);
}
