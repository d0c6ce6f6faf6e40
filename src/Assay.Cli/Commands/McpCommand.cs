using System.CommandLine;
using Assay.Cli.Assisting;
using Assay.Cli.Running;
using Assay.Storage;

namespace Assay.Cli.Commands;

/// <summary><c>assay mcp</c>: lets a coding assistant ask how quality is, why it fell, and what was said.</summary>
internal static class McpCommand
{
    public static Command Create()
    {
        var command = new Command("mcp", "Answer a coding assistant's questions about a ledger (Model Context Protocol, stdio). Reads only.") { Settings.ConfigOption, RunOptions.Store };
        command.SetAction((parsed, cancel) => RunAsync(parsed, cancel));
        return command;
    }

    private static async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        var settings = Settings.Load(parsed);
        await using var store = LedgerStore.Of(settings.Text(RunOptions.Store) ?? RunOptions.DefaultStore);
        await new AssistantServer(store, settings.File.Slices, TimeProvider.System).ServeAsync(cancellationToken);
        return ExitCode.Ok;
    }
}
