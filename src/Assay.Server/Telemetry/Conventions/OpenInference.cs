using Assay.Server.Telemetry.Messages;

namespace Assay.Server.Telemetry.Conventions;

/// <summary>OpenInference: Arize Phoenix and the instrumentations around it.</summary>
internal static class OpenInference
{
    public static readonly Convention Convention = new()
    {
        Input =
        [
            Messages("llm.input_messages.", Roles.User),
            new NumberedMessages("llm.prompts.", Roles.User) { ContentName = "prompt.text" },
            new ContentSource.Loose("input.value", Roles.User),
        ],
        Output =
        [
            Messages("llm.output_messages.", Roles.Assistant),
            new NumberedMessages("llm.choices.", Roles.Assistant) { ContentName = "completion.text" },
            new ContentSource.Loose("output.value", Roles.Assistant),
        ],
        Context = [new NumberedMessages("retrieval.documents.", Roles.Tool) { ContentName = "document.content" }],
    };

    private static NumberedMessages Messages(string prefix, string role) => new(prefix, role)
    {
        RoleName = "message.role",
        ContentName = "message.content",
        ToolCallsPrefix = "message.tool_calls",
        PartsPrefix = "message.contents.",
        PartText = "message_content.text",
        PartType = "message_content.type",
    };
}
