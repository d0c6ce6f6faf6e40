using System.CommandLine;
using Assay.Cli.Output;
using Assay.Cli.Running;
using Assay.Configuring;
using Assay.Storage.Sqlite.Serving;

namespace Assay.Cli.Commands;

/// <summary><c>assay delete</c>: removes responses and all that was said of them, by id, by user or by age.</summary>
internal static class DeleteCommand
{
    private static readonly Option<string> Id = new("--id") { Description = "The response of this id, all revisions.", HelpName = "ID" };
    private static readonly Option<string> User = new("--user") { Description = "All responses whose metadata field `user` is this.", HelpName = "USER" };
    private static readonly Option<string> OlderThan = new("--older-than") { Description = "All responses received longer ago than this, such as 90d.", HelpName = "TIME" };

    public static Command Create()
    {
        var command = new Command("delete", "Remove responses and all that was said of them, by id, by user or by age.") { Id, User, OlderThan, Settings.ConfigOption, RunOptions.Store, RunOptions.Json };
        command.SetAction((parsed, cancellationToken) => RunAsync(parsed, cancellationToken));
        return command;
    }

    private static async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        Settings settings = Settings.Load(parsed);
        string store = settings.Text(RunOptions.Store) ?? RunOptions.DefaultStore;
        (string? id, string? user, string? age) = (parsed.GetValue(Id), parsed.GetValue(User), parsed.GetValue(OlderThan));
        if (new[] { id, user, age }.Count(t => !string.IsNullOrEmpty(t)) != 1)
        {
            throw new ConfigurationException("say what to remove by one of --id, --user and --older-than.");
        }

        if (!File.Exists(store))
        {
            throw new ConfigurationException($"there is no ledger at {store}. Name one with --store.");
        }

        TimeProvider clock = TimeProvider.System;
        long removed = await (id is not null ? ResponseRemoval.OfIdAsync(store, id, clock, cancellationToken)
            : user is not null ? ResponseRemoval.OfUserAsync(store, user, clock, cancellationToken)
            : ResponseRemoval.ReceivedBeforeAsync(store, Duration.Before(clock.GetUtcNow(), settings.Time(OlderThan)!.Value), clock, cancellationToken));
        Console.Out.WriteLine(parsed.GetValue(RunOptions.Json) ? JsonLine.Write(json => json.WriteNumber("removed", removed)) : FormattableString.Invariant($"{removed:N0} removed"));
        return ExitCode.Ok;
    }
}
