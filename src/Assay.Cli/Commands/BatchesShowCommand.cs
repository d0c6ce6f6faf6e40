using System.CommandLine;
using Assay.Cli.Output;
using Assay.Cli.Running;
using Assay.Scoring.Batching;
using Assay.Scoring.Running;
using Assay.Storage;

namespace Assay.Cli.Commands;

/// <summary><c>assay batches show BATCH</c>: one batch, and what became of what was asked in it.</summary>
internal static class BatchesShowCommand
{
    public static Command Create()
    {
        var command = new Command("show", "Show one batch: where it stands, and what became of what was asked in it.") { BatchesCommands.Batch, Settings.ConfigOption, RunOptions.Store, RunOptions.Json };
        command.SetAction((parsed, cancel) => RunAsync(parsed, cancel));
        return command;
    }

    private static async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        await using LedgerStore store = BatchesCommands.Store(Settings.Load(parsed));
        await using ILedgerQueries ledger = await store.QueryAsync(cancellationToken);
        HeldBatch batch = await BatchesCommands.FindOrThrowAsync(ledger.Batches, parsed.GetValue(BatchesCommands.Batch)!, cancellationToken);
        if (parsed.GetValue(RunOptions.Json))
        {
            Console.Out.WriteLine(JsonLine.Write(json => BatchesText.Members(json, batch, TimeProvider.System.GetUtcNow())));
        }
        else
        {
            BatchesText.Write(Terminal.Out(), batch, TimeProvider.System.GetUtcNow());
        }

        return ExitCode.Ok;
    }
}
