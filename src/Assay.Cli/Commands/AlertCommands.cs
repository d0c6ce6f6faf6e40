using System.CommandLine;

namespace Assay.Cli.Commands;

/// <summary><c>assay alert ...</c>: who is told when quality drops.</summary>
internal static class AlertCommands
{
    public static Command Create() => new("alert", "See to alerts.")
    {
        AlertListCommand.Create(),
        AlertBacktestCommand.Create(),
        AlertTestCommand.Create(),
    };
}
