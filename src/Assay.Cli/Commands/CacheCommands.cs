using System.CommandLine;

namespace Assay.Cli.Commands;

/// <summary><c>assay cache ...</c>: what is kept so that no question is paid twice.</summary>
internal static class CacheCommands
{
    public static Command Create() => new("cache", "Look at the kept replies, remove them, tell why one was used or not.")
    {
        CacheStatsCommand.Create(),
        CacheClearCommand.Create(),
        CacheExplainCommand.Create(),
    };
}
