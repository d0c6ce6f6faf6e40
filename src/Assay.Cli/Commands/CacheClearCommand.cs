using System.CommandLine;
using System.Globalization;
using Assay.Cli.Output;
using Assay.Cli.Running;
using Assay.Scoring.Caching;

namespace Assay.Cli.Commands;

/// <summary><c>assay cache clear</c>: removes kept replies; verdicts in ledgers stay.</summary>
internal static class CacheClearCommand
{
    private static readonly Option<string> Version = new("--judge-version") { Description = "Only the replies of this judge version.", HelpName = "VERSION" };

    private static readonly Option<bool> Expired = new("--expired") { Description = "Only those whose time is over." };

    public static Command Create()
    {
        var command = new Command("clear", "Remove kept replies. Verdicts in the ledger stay.")
        {
            Settings.ConfigOption, RunOptions.Store, RunOptions.Cache, Version, Expired, RunOptions.Json,
        };
        command.SetAction((parsed, cancel) => RunAsync(parsed, cancel));
        return command;
    }

    private static async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        string location = CacheStore.Of(Settings.Load(parsed));
        await using IVerdictCache cache = await CacheStore.OpenExistingAsync(location, TimeProvider.System, cancellationToken);
        long removed = await cache.ClearAsync(parsed.GetValue(Version), parsed.GetValue(Expired), cancellationToken);
        CacheStore.ThrowIfTroubled(cache, location);
        Console.Out.WriteLine(parsed.GetValue(RunOptions.Json)
            ? JsonLine.Write(json => json.WriteNumber("removed", removed))
            : string.Create(CultureInfo.InvariantCulture, $"{removed:N0} replies removed from {CacheStore.Shown(location)}"));
        return ExitCode.Ok;
    }
}
