using System.CommandLine;

namespace Assay.Cli.Commands;

/// <summary><c>assay label ...</c>: what people say of responses.</summary>
internal static class LabelCommands
{
    public static Command Create() => new("label", "Have people label responses, to know whether the judge is right.")
    {
        LabelExportCommand.Create(),
        LabelImportCommand.Create(),
        LabelStatusCommand.Create(),
        LabelListCommand.Create(),
    };
}
