using System.CommandLine;

namespace Assay.Cli.Commands;

/// <summary><c>assay dataset ...</c>: test sets.</summary>
internal static class DataSetCommands
{
    public static Command Create() => new("dataset", "Look after data sets: the cases that a gate has answered and judged.")
    {
        DataSetLintCommand.Create(), DataSetStatsCommand.Create(), DataSetSplitCommand.Create(), DataSetFromResponsesCommand.Create(),
    };
}
