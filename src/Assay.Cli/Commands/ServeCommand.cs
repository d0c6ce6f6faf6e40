using System.CommandLine;
using System.Net;
using System.Net.Sockets;
using Assay.Cli.Judging;
using Assay.Cli.Output;
using Assay.Cli.Running;
using Assay.Collecting.Redaction;
using Assay.Configuring;
using Assay.Providers;
using Assay.Scoring.Caching;
using Assay.Scoring.Judging;
using Assay.Scoring.Running;
using Assay.Scoring.Serving;
using Assay.Server;
using Assay.Server.Outbound;
using Assay.Storage;
using Assay.Storage.Sources;

namespace Assay.Cli.Commands;

/// <summary><c>assay serve</c>: takes responses in over HTTP and judges them in the background, until it is stopped.</summary>
internal static class ServeCommand
{
    private const string DefaultUrl = "http://127.0.0.1:5080";
    private const int DefaultConcurrency = 32;
    private const int MostProcessesInFolder = 64;

    public static Option<string> Urls { get; } = new("--urls") { Description = $"Address to listen on (default {DefaultUrl}); several with ; between.", HelpName = "URLS" };
    public static Option<string> Data { get; } = new("--data") { Description = "Folder of the ledger and the cache (default: the current one); made where there is none.", HelpName = "DIR" };

    public static Option<string> PublicUrl { get; } = new("--public-url") { Description = "From where others see the dashboard, for links in what they are told (default: no links).", HelpName = "URL" };

    private static readonly Option<string> Retention = new("--retention") { Description = "Remove responses that are older than this, such as 90d (default: keep all).", HelpName = "TIME" };

    public static Command Create()
    {
        var command = new Command("serve", "Take responses in over HTTP and judge them in the background.")
        {
            Urls, Data, PublicUrl, Retention, Settings.ConfigOption, JudgeOptions.Judge, JudgeOptions.Criterion, JudgeOptions.Rubric, JudgeOptions.Samples,
            JudgeOptions.Free, JudgeOptions.Prices, JudgeOptions.Timeout, JudgeOptions.Lane, JudgeOptions.Deadline,
            RunOptions.Concurrency, RunOptions.Store, RunOptions.Cache, RunOptions.NoCache, RunOptions.Redact, RunOptions.Content,
        };
        command.SetAction((parsed, _) => ServeAsync(parsed, takesIn: true));
        return command;
    }

    /// <param name="takesIn">Also takes responses in; else it only judges.</param>
    public static async Task<int> ServeAsync(ParseResult parsed, bool takesIn)
    {
        Settings settings = Settings.Load(parsed);
        string named = Store(settings);
        bool keepsContent = settings.KeepsContent(RunOptions.Content);
        await using var store = LedgerStore.Of(named, keepsContent);
        List<string> urls = settings.Text(Urls) is null && !takesIn
            ? []
            : ReadUrls(settings.Text(Urls) ?? DefaultUrl, hasKeys: (await store.KeysAsync(CancellationToken.None)).Any(k => k.RevokedAt is null));
        using var interrupts = new Interrupts();
        using ChatClientFactory clients = JudgeSession.Clients(settings, TimeProvider.System);
        var sessions = new List<JudgeSession>();
        try
        {
            foreach (Judge judge in Graders(Judges(settings)))
            {
                sessions.Add(JudgeSession.Open(settings, judge, clients));
            }

            using Receivers receivers = Receivers.Open(settings.File, settings.Folder, ReadPublicUrl(settings), TimeProvider.System);
            await using IServiceLedger ledger = await store.OpenAsync(TimeProvider.System, isService: true, interrupts.Abort);
            using InFlightMarks marks = OpenMarks(settings, named);
            await using IVerdictCache? cache = settings.Flag(RunOptions.NoCache) || !keepsContent || sessions.All(s => s.Judge.Model.IsOffline)
                ? null
                : await CacheStore.OpenAsync(settings.Text(RunOptions.Cache) ?? Cache(settings, named), TimeProvider.System, interrupts.Abort);
            await using CachedVerdicts? cached = cache is null ? null : new CachedVerdicts(cache, TimeProvider.System);
            int concurrency = settings.Whole(RunOptions.Concurrency, 1, 100_000) ?? DefaultConcurrency;
            var options = new ServiceOptions
            {
                Urls = urls,
                Ledger = ledger,
                Cache = cached,
                TakesIn = takesIn,
                Redaction = takesIn ? settings.Redaction(RunOptions.Redact) : RedactionRules.None,
                Outbox = ledger.Outbox,
                Receivers = receivers.All,
                InFlight = marks,
                Retention = takesIn ? ReadRetention(settings) : null,
                Slices = settings.File.Slices,
                Alerts = settings.File.Alerts,
                Keys = store.KeysAsync,
                Sources = [.. (takesIn ? settings.File.Sources : []).Select(s => (ResponseSources.Open(s, settings.Folder, TimeProvider.System), s.Schedule))],
                Judges = [.. sessions.Select(s => new ServedJudge(s.Judge, (budget, cancel) => s.AccessAsync(ledger, concurrency, budget, cancel), s.Prices, concurrency))],
            };
            await using AssayService service = await AssayService.StartAsync(options, interrupts.Abort);
            await Console.Error.WriteLineAsync($"judges: {string.Join(", ", sessions.Select(s => TerminalText.Clean($"{s.Judge.Name} ({s.Judge.Model})")))}");
            foreach (string notice in sessions.Select(s => s.LaneNotice).OfType<string>())
            {
                await Console.Error.WriteLineAsync($"assay: {TerminalText.Clean(notice)}");
            }

            if (takesIn && settings.File.Sources.Count > 0)
            {
                await Console.Error.WriteLineAsync($"sources: {string.Join(", ", settings.File.Sources.Select(s => TerminalText.Clean(s.Name)))}");
            }

            if (receivers.All.Count > 0)
            {
                await Console.Error.WriteLineAsync($"receivers: {string.Join(", ", receivers.All.Select(r => TerminalText.Clean(r.Receiver.Name)))}");
            }

            await Console.Error.WriteLineAsync($"ledger: {store.Shown}{(keepsContent ? "" : "; content is off: texts are deleted when they are judged")}");
            if (takesIn)
            {
                await Console.Error.WriteLineAsync($"send: curl {service.Urls.First()}/v1/responses -H 'content-type: application/json' -d '{{\"input\":\"...\",\"output\":\"...\"}}'");
            }

            string places = string.Join(", ", service.Urls);
            await Console.Error.WriteLineAsync(takesIn ? $"assay serves at {places}" : $"assay works{(places.Length > 0 ? $"; health and metrics at {places}" : "")}");
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
    public static async Task WaitAsync(AssayService service, CancellationToken stop)
    {
        var stopped = new TaskCompletionSource();
        await using (stop.Register(stopped.SetResult))
        {
            await Task.WhenAny(stopped.Task, service.Completion);
        }
    }

    /// <exception cref="ConfigurationException">It is no address.</exception>
    public static Uri? ReadPublicUrl(Settings settings) => settings.Text(PublicUrl) is not { } text ? null
        : OutboundUrl.Problem(text, allowPrivate: true) is { } problem ? throw new ConfigurationException($"{PublicUrl.Name} (`public_url`) {problem}")
        : new Uri(text);

    private static IReadOnlyList<Judge> Judges(Settings settings) =>
        settings.Text(JudgeOptions.Judge) is not null || settings.Text(JudgeOptions.Rubric) is not null || settings.File.Judges.Count < 2
            ? [JudgeSelection.Select(settings)]
            : [.. settings.File.Judges.Where(j => !j.IsPairwise).Select(j => JudgeSelection.Sampled(settings, j))];

    /// <exception cref="ConfigurationException">A service takes in one output at a time.</exception>
    private static IReadOnlyList<Judge> Graders(IReadOnlyList<Judge> judges) => judges.Count > 0 && judges.All(j => !j.IsPairwise)
        ? judges
        : throw new ConfigurationException($"{(judges.Count > 0 ? $"the judge {judges[0].Name} compares" : "all judges of the configuration compare")} two outputs (`mode: pairwise`), and a service takes in one at a time. Such judges are for run, compare and gate.");

    private static TimeSpan? ReadRetention(Settings settings) => settings.Time(Retention) is { } age && age <= TimeSpan.Zero
        ? throw new ConfigurationException("--retention must be longer than nothing: every response would be removed as it comes.")
        : settings.Time(Retention);

    /// <summary>Beside a ledger in a file; for one in a database the first of some files that no other process here has.</summary>
    private static InFlightMarks OpenMarks(Settings settings, string store)
    {
        string[] paths = LedgerStore.IsAddress(store)
            ? [.. Enumerable.Range(1, MostProcessesInFolder).Select(n => Path.Combine(settings.Text(Data) ?? "", FormattableString.Invariant($"assay.{n}.inflight")))]
            : [store + ".inflight"];
        foreach (string path in paths)
        {
            try
            {
                return InFlightMarks.Open(path);
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException && path == paths[^1])
            {
                throw new LedgerException($"{path} cannot be opened: {e.Message} Check the folder and its permissions.", e);
            }
            catch (IOException)
            {
                // Another process has it.
            }
        }

        throw new LedgerException($"{paths[^1]} cannot be opened.");
    }

    private static string Store(Settings settings)
    {
        string? named = settings.Text(RunOptions.Store);
        if (settings.Text(Data) is not { } folder)
        {
            return named ?? RunOptions.DefaultStore;
        }

        Directory.CreateDirectory(folder);
        return named is not null && LedgerStore.IsAddress(named) ? named : Path.Combine(folder, RunOptions.DefaultStore);
    }

    private static string Cache(Settings settings, string store) =>
        settings.Text(Data) is { } folder && LedgerStore.IsAddress(store) ? Path.Combine(folder, CacheStore.Beside(store)) : CacheStore.Beside(store);

    /// <summary>The usual address; where another process has its port, any free one.</summary>
    public static string FreeUrl()
    {
        var usual = new Uri(DefaultUrl);
        using var probe = new TcpListener(IPAddress.Loopback, usual.Port);
        try
        {
            probe.Start();
            return DefaultUrl;
        }
        catch (SocketException)
        {
            return $"http://{usual.Host}:0";
        }
    }

    public static List<string> ReadUrls(string text, bool hasKeys)
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
