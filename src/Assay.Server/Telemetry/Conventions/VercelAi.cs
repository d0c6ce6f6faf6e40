using Assay.Server.Telemetry.Messages;

namespace Assay.Server.Telemetry.Conventions;

/// <summary>The AI SDK of Vercel, whose names changed from <c>ai.result</c> to <c>ai.response</c>.</summary>
internal static class VercelAi
{
    public static readonly Convention Convention = new()
    {
        Input = [new ContentSource.Messages("ai.prompt.messages", Roles.User)],
        Output =
        [
            new ContentSource.ToolCalls("ai.response.toolCalls", Roles.Assistant),
            new ContentSource.ToolCalls("ai.result.toolCalls", Roles.Assistant),
            new ContentSource.Text("ai.response.text", Roles.Assistant),
            new ContentSource.Text("ai.response.object", Roles.Assistant),
            new ContentSource.Text("ai.result.text", Roles.Assistant),
            new ContentSource.Text("ai.result.object", Roles.Assistant),
        ],
    };
}
