using System.CommandLine;
using Assay.Cli.Output;
using Assay.Cli.Running;
using Assay.Scoring.Batching;
using Assay.Scoring.Running;
using Assay.Storage;

namespace Assay.Cli.Commands;

/// <summary><c>assay batches list</c>: the batches of a ledger, the latest first.</summary>
internal static class BatchesListCommand
{
    private const int MostShown = 50;

    private static readonly Option<bool> Open = new("--open") { Description = "Only those that something waits in." };

    public static Command Create()
    {
        var command = new Command("list", "List batches, the latest first, with what they hold.") { Settings.ConfigOption, RunOptions.Store, Open, RunOptions.Json };
        command.SetAction((parsed, cancel) => RunAsync(parsed, cancel));
        return command;
    }

    private static async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        await using LedgerStore store = BatchesCommands.Store(Settings.Load(parsed));
        await using ILedgerQueries ledger = await store.QueryAsync(cancellationToken);
        IReadOnlyList<HeldBatch> batches = await ledger.Batches.ListAsync(parsed.GetValue(Open), MostShown, cancellationToken);
        if (parsed.GetValue(RunOptions.Json))
        {
            Console.Out.WriteLine(BatchesText.Json(batches, TimeProvider.System.GetUtcNow()));
        }
        else
        {
            BatchesText.Write(Terminal.Out(), batches, TimeProvider.System.GetUtcNow());
        }

        return ExitCode.Ok;
    }
}
