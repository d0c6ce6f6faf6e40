using System.CommandLine;
using Assay.Cli.Judging;
using Assay.Cli.Output;
using Assay.Cli.Running;
using Assay.Configuring;
using Assay.Providers;
using Assay.Scoring.Caching;
using Assay.Scoring.Judging;
using Assay.Scoring.Running;
using Assay.Scoring.Serving;
using Assay.Server;
using Assay.Server.Outbound;
using Assay.Storage.Sources;
using Assay.Storage.Sqlite;

namespace Assay.Cli.Commands;

/// <summary><c>assay serve</c>: takes responses in over HTTP and judges them in the background, until it is stopped.</summary>
internal static class ServeCommand
{
    private const string DefaultUrl = "http://127.0.0.1:5080";
    private const int DefaultConcurrency = 32;

    private static readonly Option<string> Urls = new("--urls") { Description = $"Address to listen on (default {DefaultUrl}); several with ; between.", HelpName = "URLS" };
    private static readonly Option<string> Data = new("--data") { Description = "Folder of the ledger and the cache (default: the current one); made where there is none.", HelpName = "DIR" };

    private static readonly Option<string> Retention = new("--retention") { Description = "Remove responses that are older than this, such as 90d (default: keep all).", HelpName = "TIME" };

    public static Command Create()
    {
        var command = new Command("serve", "Take responses in over HTTP and judge them in the background.")
        {
            Urls, Data, Retention, Settings.ConfigOption, JudgeOptions.Judge, JudgeOptions.Criterion, JudgeOptions.Rubric, JudgeOptions.Free, JudgeOptions.Prices, JudgeOptions.Timeout,
            RunOptions.Concurrency, RunOptions.Store, RunOptions.Cache, RunOptions.NoCache, RunOptions.Redact,
        };
        command.SetAction((parsed, _) => ServeAsync(parsed));
        return command;
    }

    private static async Task<int> ServeAsync(ParseResult parsed)
    {
        Settings settings = Settings.Load(parsed);
        string store = Store(settings);
        List<string> urls = ReadUrls(settings.Text(Urls) ?? DefaultUrl, hasKeys: ApiKeyTable.All(store).Any(k => k.RevokedAt is null));
        using var interrupts = new Interrupts();
        using ChatClientFactory clients = JudgeSession.Clients(settings, TimeProvider.System);
        var sessions = new List<JudgeSession>();
        try
        {
            foreach (Judge judge in Judges(settings))
            {
                sessions.Add(JudgeSession.Open(settings, judge, clients));
            }

            using Receivers receivers = Receivers.Open(settings.File, settings.Folder, TimeProvider.System);
            await using SqliteLedger ledger = SqliteLedger.Open(store, TimeProvider.System, isService: true);
            using InFlightMarks marks = OpenMarks(store);
            await using IVerdictCache? cache = settings.Flag(RunOptions.NoCache) || sessions.All(s => s.Judge.Model.IsOffline)
                ? null
                : await CacheStore.OpenAsync(settings.Text(RunOptions.Cache) ?? CacheStore.Beside(store), TimeProvider.System, interrupts.Abort);
            await using CachedVerdicts? cached = cache is null ? null : new CachedVerdicts(cache, TimeProvider.System);
            int concurrency = settings.Whole(RunOptions.Concurrency, 1, 100_000) ?? DefaultConcurrency;
            var options = new ServiceOptions
            {
                Urls = urls,
                Ledger = ledger,
                Cache = cached,
                Redaction = settings.Redaction(RunOptions.Redact),
                Outbox = ledger.Outbox,
                Receivers = receivers.All,
                Retention = ReadRetention(settings),
                InFlight = marks,
                Keys = () => ApiKeyTable.All(store),
                Sources = [.. settings.File.Sources.Select(s => (ResponseSources.Open(s, settings.Folder, TimeProvider.System), s.Schedule))],
                Judges = [.. sessions.Select(s => new ServedJudge(s.Judge, (budget, cancel) => s.AccessAsync(ledger, concurrency, budget, cancel), s.Price, concurrency))],
            };
            await using AssayService service = await AssayService.StartAsync(options, interrupts.Abort);
            await Console.Error.WriteLineAsync($"judges: {string.Join(", ", sessions.Select(s => TerminalText.Clean($"{s.Judge.Name} ({s.Judge.Model})")))}");
            if (settings.File.Sources.Count > 0)
            {
                await Console.Error.WriteLineAsync($"sources: {string.Join(", ", settings.File.Sources.Select(s => TerminalText.Clean(s.Name)))}");
            }

            if (receivers.All.Count > 0)
            {
                await Console.Error.WriteLineAsync($"receivers: {string.Join(", ", receivers.All.Select(r => TerminalText.Clean(r.Receiver.Name)))}");
            }

            await Console.Error.WriteLineAsync($"ledger: {store}");
            await Console.Error.WriteLineAsync($"send: curl {service.Urls.First()}/v1/responses -H 'content-type: application/json' -d '{{\"input\":\"...\",\"output\":\"...\"}}'");
            await Console.Error.WriteLineAsync($"assay serves at {string.Join(", ", service.Urls)}");
            await WaitAsync(service, interrupts.Stop);
            await service.StopAsync(interrupts.Abort);
            return ExitCode.Ok;
        }
        finally
        {
            sessions.ForEach(s => s.Dispose());
        }
    }

    /// <summary>Until it is asked to stop, or a defect ends the judging: that is thrown.</summary>
    private static async Task WaitAsync(AssayService service, CancellationToken stop)
    {
        var stopped = new TaskCompletionSource();
        await using (stop.Register(stopped.SetResult))
        {
            await Task.WhenAny(stopped.Task, service.Completion);
        }
    }

    private static IReadOnlyList<Judge> Judges(Settings settings) =>
        settings.Text(JudgeOptions.Judge) is not null || settings.Text(JudgeOptions.Rubric) is not null || settings.File.Judges.Count < 2
            ? [JudgeSelection.Select(settings)]
            : settings.File.Judges;

    private static TimeSpan? ReadRetention(Settings settings) => settings.Time(Retention) is { } age && age <= TimeSpan.Zero
        ? throw new ConfigurationException("--retention must be longer than nothing: every response would be removed as it comes.")
        : settings.Time(Retention);

    private static InFlightMarks OpenMarks(string store)
    {
        try
        {
            return InFlightMarks.Open(store + ".inflight");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new LedgerException($"{store}.inflight cannot be opened: {e.Message} Check the folder and its permissions.", e);
        }
    }

    private static string Store(Settings settings)
    {
        if (settings.Text(Data) is not { } folder)
        {
            return settings.Text(RunOptions.Store) ?? RunOptions.DefaultStore;
        }

        Directory.CreateDirectory(folder);
        return Path.Combine(folder, RunOptions.DefaultStore);
    }

    private static List<string> ReadUrls(string text, bool hasKeys)
    {
        var urls = new List<string>();
        foreach (string url in text.Split(';', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            if (!Uri.TryCreate(url, UriKind.Absolute, out Uri? parsed) || parsed.Scheme != Uri.UriSchemeHttp)
            {
                throw new ConfigurationException($"--urls has `{url}`, but must be addresses such as {DefaultUrl}.");
            }

            if (!parsed.IsLoopback && !hasKeys)
            {
                throw new ConfigurationException($"--urls has `{url}`, which others than this machine can reach. Without keys the service listens on 127.0.0.1 only: make one first with `assay keys create`.");
            }

            urls.Add(url);
        }

        return urls.Count > 0 ? urls : throw new ConfigurationException($"--urls names no address, such as {DefaultUrl}.");
    }
}
