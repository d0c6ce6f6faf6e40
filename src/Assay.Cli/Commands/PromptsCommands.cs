using System.CommandLine;

namespace Assay.Cli.Commands;

/// <summary><c>assay prompts ...</c>: versions of the application's prompts.</summary>
internal static class PromptsCommands
{
    public static Command Create() => new("prompts", "Look at prompt files as versions: what is known of each, how they differ, how each scored.")
    {
        PromptsListCommand.Create(), PromptsDiffCommand.Create(), PromptsHistoryCommand.Create(),
    };
}
