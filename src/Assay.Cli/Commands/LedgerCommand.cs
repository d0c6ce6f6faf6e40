using System.CommandLine;
using System.Text;
using Assay.Cli.Output;
using Assay.Cli.Running;
using Assay.Scoring.Serving;
using Assay.Storage.Sqlite;
using Assay.Surfacing;

namespace Assay.Cli.Commands;

/// <summary><c>assay ledger</c>: how many responses were accepted, and what became of them.</summary>
internal static class LedgerCommand
{
    public static Command Create()
    {
        var command = new Command("ledger", "Show what was accepted, scored, unscored, skipped, and what is owed.") { Settings.ConfigOption, RunOptions.Store, RunOptions.Json };
        command.SetAction(Run);
        return command;
    }

    private static int Run(ParseResult parsed)
    {
        using LedgerQueries ledger = LedgerQueries.Open(Settings.Load(parsed).Text(RunOptions.Store) ?? RunOptions.DefaultStore);
        LedgerAccount account = ledger.Account();
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
