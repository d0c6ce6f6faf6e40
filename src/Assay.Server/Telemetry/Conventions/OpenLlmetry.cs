using Assay.Server.Telemetry.Messages;

namespace Assay.Server.Telemetry.Conventions;

/// <summary>OpenLLMetry of Traceloop; its newer versions write OpenTelemetry's own attributes.</summary>
internal static class OpenLlmetry
{
    public static readonly Convention Convention = new()
    {
        Input = [Messages("gen_ai.prompt.", Roles.User), new ContentSource.Loose("traceloop.entity.input", Roles.User)],
        Output = [Messages("gen_ai.completion.", Roles.Assistant), new ContentSource.Loose("traceloop.entity.output", Roles.Assistant)],
    };

    private static NumberedMessages Messages(string prefix, string role) => new(prefix, role)
    {
        RoleName = "role",
        ContentName = "content",
        ToolCallsPrefix = "tool_calls",
        PartsInText = true,
    };
}
