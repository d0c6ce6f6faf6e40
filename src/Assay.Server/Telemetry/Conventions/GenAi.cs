using Assay.Server.Telemetry.Messages;

namespace Assay.Server.Telemetry.Conventions;

/// <summary>OpenTelemetry's own conventions for generative AI: today's attributes, and the events and attributes before them.</summary>
internal static class GenAi
{
    public const string DetailsEvent = "gen_ai.client.inference.operation.details";

    /// <summary>Events with one message each, and who speaks in them.</summary>
    public static readonly IReadOnlyDictionary<string, string> InputEvents = new Dictionary<string, string>
    {
        ["gen_ai.system.message"] = Roles.System,
        ["gen_ai.user.message"] = Roles.User,
        ["gen_ai.assistant.message"] = Roles.Assistant,
        ["gen_ai.tool.message"] = Roles.Tool,
        ["gen_ai.content.prompt"] = Roles.User,
    };

    public static readonly IReadOnlyDictionary<string, string> OutputEvents = new Dictionary<string, string>
    {
        ["gen_ai.choice"] = Roles.Assistant,
        ["gen_ai.content.completion"] = Roles.Assistant,
    };

    public static readonly Convention Convention = new()
    {
        Instructions = [new ContentSource.Parts("gen_ai.system_instructions", Roles.System)],
        Input =
        [
            new ContentSource.Messages("gen_ai.input.messages", Roles.User),
            new ContentSource.Events(InputEvents, Roles.User),
            new ContentSource.Loose("gen_ai.prompt", Roles.User),
        ],
        Output =
        [
            new ContentSource.Messages("gen_ai.output.messages", Roles.Assistant),
            new ContentSource.Events(OutputEvents, Roles.Assistant),
            new ContentSource.Loose("gen_ai.completion", Roles.Assistant),
        ],
    };
}
