using System.CommandLine;
using System.Text.Json;
using Assay.Cli.Output;
using Assay.Cli.Releasing;
using Assay.Cli.Running;
using Assay.Configuring;
using Assay.Scoring.Running;
using Assay.Storage;
using Assay.Surfacing;

namespace Assay.Cli.Commands;

/// <summary><c>assay release</c>: tells the ledger, or a running service, that a release of the application went out.</summary>
internal static class ReleaseCommand
{
    private static readonly Argument<string> Name = new("name") { Description = "What the release is called.", HelpName = "NAME" };
    private static readonly Option<string> At = new("--at") { Description = "When it went out, such as 2026-11-20T10:00:00Z (default: now).", HelpName = "TIME" };
    private static readonly Option<string> Note = new("--note") { Description = "What was changed, in a few words.", HelpName = "TEXT" };
    private static readonly Option<string> Url = new("--url") { Description = "Tell a running service instead of a ledger; its key is read from ASSAY_KEY.", HelpName = "URL" };

    public static Command Create()
    {
        var command = new Command("release", "Announce that a release of the application went out.") { Name, At, Note, Url, Settings.ConfigOption, RunOptions.Store, RunOptions.Json };
        command.SetAction((parsed, cancel) => RunAsync(parsed, cancel));
        return command;
    }

    private static async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        DateTimeOffset now = TimeProvider.System.GetUtcNow();
        AnnouncedRelease release = ReleaseAnnouncement.Of(parsed.GetValue(Name), parsed.GetValue(At), parsed.GetValue(Note), now);
        Announced announced = parsed.GetValue(Url) is { } url
            ? await ServiceAnnouncement.SendAsync(url, release, cancellationToken)
            : await KeepAsync(Settings.Load(parsed).Text(RunOptions.Store) ?? RunOptions.DefaultStore, release, now, cancellationToken);
        Console.Out.WriteLine(parsed.GetValue(RunOptions.Json) ? JsonLine.Write(json => Write(json, announced)) : TerminalText.Clean(announced.Message));
        return ExitCode.Ok;
    }

    private static async Task<Announced> KeepAsync(string path, AnnouncedRelease release, DateTimeOffset now, CancellationToken cancellationToken)
    {
        await using var store = LedgerStore.Of(path);
        AnnouncedRelease? known = await store.AnnounceReleaseAsync(release, now, cancellationToken);
        await using ILedgerQueries ledger = await store.QueryAsync(cancellationToken);
        (string message, string? before) = await ReleaseAnnouncement.DescribeAsync(ledger, release, known, now, cancellationToken);
        return new Announced(release.Name, (known ?? release).At, known is null, before, message);
    }

    private static void Write(Utf8JsonWriter json, Announced announced)
    {
        json.WriteString("name", announced.Name);
        json.WriteString("at", announced.At);
        json.WriteBoolean("is_new", announced.IsNew);
        json.WriteString("compared_with", announced.ComparedWith);
        json.WriteString("message", announced.Message);
    }
}
