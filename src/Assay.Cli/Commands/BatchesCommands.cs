using System.CommandLine;
using Assay.Cli.Running;
using Assay.Configuring;
using Assay.Scoring.Batching;
using Assay.Storage;

namespace Assay.Cli.Commands;

/// <summary><c>assay batches ...</c>: what waits in providers' batches.</summary>
internal static class BatchesCommands
{
    public static Argument<string> Batch { get; } = new("batch") { Description = "Our token or the provider's id, or the beginning of either.", HelpName = "BATCH" };

    public static Command Create() => new("batches", "Show what waits in providers' batches, and cancel it.")
    {
        BatchesListCommand.Create(),
        BatchesShowCommand.Create(),
        BatchesCancelCommand.Create(),
    };

    /// <exception cref="ConfigurationException">There is none, or several begin so.</exception>
    public static async Task<HeldBatch> FindOrThrowAsync(IBatchRecords batches, string text, CancellationToken cancellationToken) =>
        await batches.FindAsync(text, cancellationToken)
        ?? throw new ConfigurationException($"the ledger knows no batch `{text}`, or several that begin so. `assay batches list` names them.");

    public static LedgerStore Store(Settings settings) => LedgerStore.Of(settings.Text(RunOptions.Store) ?? RunOptions.DefaultStore);
}
