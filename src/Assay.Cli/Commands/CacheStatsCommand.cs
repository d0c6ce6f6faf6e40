using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using Assay.Cli.Output;
using Assay.Cli.Running;
using Assay.Scoring.Caching;
using Spectre.Console;

namespace Assay.Cli.Commands;

/// <summary><c>assay cache stats</c>: how many replies are kept, of which judge versions, and what they are worth.</summary>
internal static class CacheStatsCommand
{
    public static Command Create()
    {
        var command = new Command("stats", "How many replies are kept, of which judge versions, and what they are worth.")
        {
            Settings.ConfigOption, RunOptions.Store, RunOptions.Cache, RunOptions.Json,
        };
        command.SetAction((parsed, cancel) => RunAsync(parsed, cancel));
        return command;
    }

    private static async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        string location = CacheStore.Of(Settings.Load(parsed));
        await using IVerdictCache cache = await CacheStore.OpenExistingAsync(location, TimeProvider.System, cancellationToken);
        CacheStats stats = await cache.StatsAsync(cancellationToken);
        CacheStore.ThrowIfTroubled(cache, location);
        if (parsed.GetValue(RunOptions.Json))
        {
            Console.Out.WriteLine(Json(location, stats));
        }
        else
        {
            Show(Terminal.Out(), location, stats);
        }

        return ExitCode.Ok;
    }

    private static void Show(IAnsiConsole console, string location, CacheStats stats)
    {
        string size = stats.Bytes is { } bytes ? string.Create(CultureInfo.InvariantCulture, $", {bytes / 1048576.0:0.0} MiB") : "";
        string oldest = stats.OldestSavedAt is { } saved ? string.Create(CultureInfo.InvariantCulture, $", the oldest of {saved.UtcDateTime:yyyy-MM-dd HH:mm} UTC") : "";
        console.MarkupLine(string.Create(CultureInfo.InvariantCulture,
            $"{Markup.Escape(CacheStore.Shown(location))}: [bold]{stats.Entries:N0} replies[/] worth ${stats.WorthUsd:0.00####}{size}{oldest}; {stats.Expired:N0} expired"));
        foreach ((string version, long entries) in stats.ByJudgeVersion)
        {
            console.MarkupLine(string.Create(CultureInfo.InvariantCulture, $"  judge version {Markup.Escape(TerminalText.Clean(version))}  {entries:N0}"));
        }
    }

    private static string Json(string location, CacheStats stats) => JsonLine.Write(json =>
    {
        json.WriteString("cache", CacheStore.Shown(location));
        json.WriteNumber("entries", stats.Entries);
        json.WriteNumber("expired", stats.Expired);
        if (stats.Bytes is { } bytes)
        {
            json.WriteNumber("bytes", bytes);
        }

        json.WriteNumber("worth_usd", stats.WorthUsd);
        if (stats.OldestSavedAt is { } saved)
        {
            json.WriteString("oldest_saved_at", saved.UtcDateTime);
        }

        json.WriteStartObject("judge_versions");
        foreach ((string version, long entries) in stats.ByJudgeVersion)
        {
            json.WriteNumber(version, entries);
        }

        json.WriteEndObject();
    });
}
