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
        command.SetAction(Run);
        return command;
    }

    private static int Run(ParseResult parsed)
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

        long removed = id is not null ? ResponseRemoval.OfId(store, id)
            : user is not null ? ResponseRemoval.OfUser(store, user)
            : ResponseRemoval.ReceivedBefore(store, Before(settings));
        Console.Out.WriteLine(parsed.GetValue(RunOptions.Json) ? JsonLine.Write(json => json.WriteNumber("removed", removed)) : FormattableString.Invariant($"{removed:N0} removed"));
        return ExitCode.Ok;
    }

    private static DateTimeOffset Before(Settings settings)
    {
        DateTimeOffset now = TimeProvider.System.GetUtcNow();
        return settings.Time(OlderThan) is { } age && age < now - DateTimeOffset.UnixEpoch ? now - age : DateTimeOffset.UnixEpoch;
    }
}
