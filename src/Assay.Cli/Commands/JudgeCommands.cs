using System.CommandLine;

namespace Assay.Cli.Commands;

/// <summary><c>assay judge ...</c>: look at judges, try them, check their files, compare their versions.</summary>
internal static class JudgeCommands
{
    public static Command Create() => new("judge", "List, try, check and compare judges.")
    {
        JudgeListCommand.Create(),
        JudgeTestCommand.Create(),
        JudgeLintCommand.Create(),
        JudgeDiffCommand.Create(),
    };
}
