using System.CommandLine;
using Assay.Cli.Output;
using Assay.Cli.Running;
using Assay.Configuring;
using Assay.Scoring.Caching;
using Assay.Scoring.Running;
using Assay.Storage;

namespace Assay.Cli.Commands;

/// <summary><c>assay delete</c>: removes responses and all that was said of them, by id, by user or by age.</summary>
internal static class DeleteCommand
{
    private static readonly Option<string> Id = new("--id") { Description = "The response of this id, all revisions.", HelpName = "ID" };
    private static readonly Option<string> User = new("--user") { Description = "All responses whose metadata field `user` is this.", HelpName = "USER" };
    private static readonly Option<string> OlderThan = new("--older-than") { Description = "All responses received longer ago than this, such as 90d.", HelpName = "TIME" };

    private static readonly Option<bool> NoCache = new("--no-cache") { Description = "Leave the cache as it is: what it holds about them goes when its time is over." };

    public static Command Create()
    {
        var command = new Command("delete", "Remove responses and all that was said of them, by id, by user or by age.") { Id, User, OlderThan, Settings.ConfigOption, RunOptions.Store, RunOptions.Cache, NoCache, RunOptions.Json };
        command.SetAction((parsed, cancellationToken) => RunAsync(parsed, cancellationToken));
        return command;
    }

    private static async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        Settings settings = Settings.Load(parsed);
        await using var store = LedgerStore.Of(settings.Text(RunOptions.Store) ?? RunOptions.DefaultStore);
        (string? id, string? user, string? age) = (parsed.GetValue(Id), parsed.GetValue(User), parsed.GetValue(OlderThan));
        if (new[] { id, user, age }.Count(t => !string.IsNullOrEmpty(t)) != 1)
        {
            throw new ConfigurationException("say what to remove by one of --id, --user and --older-than.");
        }

        if (!await store.ExistsAsync(cancellationToken))
        {
            throw new ConfigurationException($"there is no ledger at {store.Shown}. Name one with --store.");
        }

        TimeProvider clock = TimeProvider.System;
        Removal removal = id is not null ? new Removal.OfId(id)
            : user is not null ? new Removal.OfUser(user)
            : new Removal.ReceivedBefore(Duration.Before(clock.GetUtcNow(), settings.Time(OlderThan)!.Value));
        string location = CacheStore.Of(settings);
        await using IVerdictCache? cache = settings.Flag(NoCache) || !CacheStore.Exists(location) ? null : await CacheStore.OpenAsync(location, clock, cancellationToken);
        long removed = await store.RemoveAsync(removal, cache is null ? null : ForgetAsync, clock, cancellationToken);
        Console.Out.WriteLine(parsed.GetValue(RunOptions.Json) ? JsonLine.Write(json => json.WriteNumber("removed", removed)) : FormattableString.Invariant($"{removed:N0} removed"));
        return ExitCode.Ok;

        // Before the ledger forgets which replies are about these responses.
        async Task ForgetAsync(IReadOnlyList<UInt128> questions, CancellationToken stop)
        {
            if (!await cache!.RemoveAsync(questions, stop))
            {
                throw new LedgerException(
                    $"Nothing more was removed, for replies about it may be in the cache {CacheStore.Shown(location)}: {cache.Trouble} Remove it again when the cache can be used, or leave the cache to its time: --no-cache.");
            }
        }
    }
}
