using System.CommandLine;
using System.Text;
using Assay.Cli.Output;
using Assay.Cli.Running;
using Assay.Scoring.Running;
using Assay.Scoring.Serving;
using Assay.Storage;
using Assay.Surfacing;

namespace Assay.Cli.Commands;

/// <summary><c>assay ledger</c>: how many responses were accepted, and what became of them.</summary>
internal static class LedgerCommand
{
    public static Command Create()
    {
        var command = new Command("ledger", "Show what was accepted, scored, unscored, skipped, and what is owed.") { Settings.ConfigOption, RunOptions.Store, RunOptions.Json };
        command.SetAction((parsed, cancel) => RunAsync(parsed, cancel));
        return command;
    }

    private static async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        await using var store = LedgerStore.Of(Settings.Load(parsed).Text(RunOptions.Store) ?? RunOptions.DefaultStore);
        await using ILedgerQueries ledger = await store.QueryAsync(cancellationToken);
        LedgerAccount account = await ledger.AccountAsync(cancellationToken);
        if (parsed.GetValue(RunOptions.Json))
        {
            Console.Out.WriteLine(Encoding.UTF8.GetString(LedgerJson.Write(account, TimeProvider.System.GetUtcNow())));
        }
        else
        {
            LedgerReport.Write(Terminal.Out(), account, TimeProvider.System.GetUtcNow());
        }

        return ExitCode.Ok;
    }
}
