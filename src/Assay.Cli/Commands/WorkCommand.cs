using System.CommandLine;
using Assay.Cli.Judging;
using Assay.Cli.Running;

namespace Assay.Cli.Commands;

/// <summary><c>assay work</c>: judges what a ledger owes, until it is stopped; takes nothing in. Any number may work on one PostgreSQL ledger, beside <c>serve</c>.</summary>
internal static class WorkCommand
{
    public static Command Create()
    {
        var command = new Command("work", "Judge what the ledger owes, and take nothing in; any number at a time on PostgreSQL.")
        {
            ServeCommand.Urls, ServeCommand.Data, ServeCommand.PublicUrl, Settings.ConfigOption, JudgeOptions.Judge, JudgeOptions.Criterion, JudgeOptions.Rubric,
            JudgeOptions.Samples, JudgeOptions.Free, JudgeOptions.Prices, JudgeOptions.Timeout, JudgeOptions.Lane, JudgeOptions.Deadline, RunOptions.Concurrency,
            RunOptions.Store, RunOptions.Cache, RunOptions.NoCache, RunOptions.Content,
        };
        command.SetAction((parsed, _) => ServeCommand.ServeAsync(parsed, takesIn: false));
        return command;
    }
}
