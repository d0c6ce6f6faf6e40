using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using Assay.Integration.Tests.Testing;

namespace Assay.Integration.Tests.CommandLine;

/// <summary>The demo as somebody meets it who has just built Assay.</summary>
public sealed class DemoTests : IDisposable
{
    private const int Responses = 6_000;

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task It_shows_figures_of_a_judged_history_and_the_next_start_shows_them_again()
    {
        await using (Shown demo = await StartAsync())
        {
            JsonElement quality = await demo.JsonAsync("/v1/quality?range=30d");
            JsonElement total = (await demo.JsonAsync("/v1/ledger")).GetProperty("total");
            AssertBalances(total);
            Assert.InRange(total.GetProperty("accepted").GetInt64(), Responses, Responses + 60);
            Assert.InRange(quality.GetProperty("criteria").GetProperty("overall").GetProperty("mean").GetProperty("n").GetInt64(), Responses * 0.95, Responses);
            foreach (string reason in (string[])["empty_output", "output_refusal", "unreadable", "refused"])
            {
                Assert.True(total.GetProperty("unscored").GetProperty(reason).GetInt64() > 0, reason);
            }

            Assert.True(total.GetProperty("skipped").GetProperty("not_matched").GetInt64() > 0);

            Assert.Contains("coverage", await demo.TextAsync("/?range=30d"), StringComparison.Ordinal);
            Assert.Contains("refunds.de", await demo.TextAsync("/?range=30d"), StringComparison.Ordinal);
            AssertWorse(await demo.TextAsync("/compare?since=2.2&range=30d"), "refunds.de");

            AssayProcess.Finished ended = await demo.StopAsync("-TERM");
            Assert.True(ended.ExitCode == 0, ended.ToString());
            Assert.Contains("German refunds fell with release 2.2", ended.Output, StringComparison.Ordinal);
            Assert.Contains("made up by rule", ended.Output, StringComparison.Ordinal);
        }

        await using (Shown again = await StartAsync())
        {
            JsonElement total = (await again.JsonAsync("/v1/ledger")).GetProperty("total");
            AssertBalances(total);
            Assert.InRange(total.GetProperty("accepted").GetInt64(), Responses, Responses + 120);

            AssayProcess.Finished ended = await again.StopAsync("-INT");
            Assert.True(ended.ExitCode == 0, ended.ToString());
            Assert.Contains("of an earlier start", ended.Output, StringComparison.Ordinal);
        }

        AssayProcess.Finished doctor = await AssayProcess.RunAsync(_folder.Path, null, "doctor", "--store", Path.Combine("tour", "assay.db"));
        Assert.True(doctor.ExitCode == 0, doctor.ToString());
    }

    [Fact]
    public async Task A_demo_that_was_stopped_early_goes_on_where_it_stopped()
    {
        using (AssayProcess first = AssayProcess.Start(_folder.Path, null, "demo", "--data", "tour", "--no-open", "--responses", "30000"))
        {
            // Some has been saved, and far from all: the tables alone take a mebibyte, all responses more than forty.
            while (new FileInfo(_folder.File(Path.Combine("tour", "assay.db-wal"))) is var log && (!log.Exists || log.Length < 8 << 20))
            {
                Assert.False(first.HasExited, "the demo ended before it was stopped");
                await Task.Delay(TimeSpan.FromMilliseconds(5), TimeProvider.System, TestContext.Current.CancellationToken);
            }

            first.Signal("-INT");
            AssayProcess.Finished stopped = await first.WaitAsync();
            Assert.True(stopped.ExitCode == 130, stopped.ToString());
        }

        // The history that was begun is finished, whatever the second start is asked for.
        AssayProcess.Finished second = await AssayProcess.RunAsync(_folder.Path, null, "demo", "--data", "tour", "--no-open", "--for", "0s", "--responses", "10");

        Assert.True(second.ExitCode == 0, second.ToString());
        Assert.Contains("30,000 responses", second.Output, StringComparison.Ordinal);
        AssayProcess.Finished ledger = await AssayProcess.RunAsync(_folder.Path, null, "ledger", "--store", Path.Combine("tour", "assay.db"), "--json");
        Assert.InRange(ledger.Json.GetProperty("total").GetProperty("accepted").GetInt64(), 30_000, 30_005);
    }

    [Fact]
    public async Task Where_nobody_is_at_a_terminal_it_ends_by_itself_and_leaves_nothing_behind()
    {
        string temporary = Directory.CreateDirectory(_folder.File("tmp")).FullName;
        var environment = new Dictionary<string, string> { ["TMPDIR"] = temporary };

        AssayProcess.Finished demo = await AssayProcess.RunAsync(_folder.Path, environment, "demo", "--responses", "300", "--for", "1s");

        Assert.True(demo.ExitCode == 0, demo.ToString());
        Assert.Contains("300 responses", demo.Output, StringComparison.Ordinal);
        Assert.Contains("It ends by itself in 1 s", demo.Output, StringComparison.Ordinal);
        Assert.Contains("http://127.0.0.1:", demo.Output, StringComparison.Ordinal);
        Assert.Empty(Directory.EnumerateFileSystemEntries(temporary, "assay-demo-*"));
    }

    [Fact]
    public async Task It_does_not_touch_a_ledger_of_the_users_own()
    {
        Assert.Equal(0, (await AssayProcess.RunAsync(_folder.Path, null, "init", "mine")).ExitCode);
        Assert.Equal(0, (await AssayProcess.RunAsync(_folder.File("mine"), null, "run", "responses.jsonl")).ExitCode);

        AssayProcess.Finished demo = await AssayProcess.RunAsync(_folder.Path, null, "demo", "--data", "mine", "--no-open", "--for", "0s");

        Trouble.AssertTold(demo, 2, "is a ledger of your own", "Name another folder with --data");
    }

    [Theory]
    [InlineData("--responses", "0", "from 1 to 1000000")]
    [InlineData("--for", "soon", "a length of time such as")]
    [InlineData("--as-of", "yesterday", "a time such as 2026-11-20T10:00:00Z")]
    [InlineData("--urls", "http://0.0.0.0:5080", "which others than this machine can reach")]
    public async Task An_option_that_cannot_be_read_is_named(string option, string value, string told) =>
        Trouble.AssertTold(await AssayProcess.RunAsync(_folder.Path, null, "demo", "--data", "tour", option, value), 2, option, told);

    private static void AssertBalances(JsonElement total)
    {
        long Sum(string name) => total.GetProperty(name).EnumerateObject().Sum(p => p.Value.GetInt64());

        Assert.Equal(
            total.GetProperty("accepted").GetInt64(),
            total.GetProperty("scored").GetInt64() + Sum("unscored") + Sum("skipped") + total.GetProperty("owed").GetInt64());
    }

    /// <summary>The row of a slice in a table of comparisons says that it got worse.</summary>
    private static void AssertWorse(string page, string slice)
    {
        string row = page[page.IndexOf(slice, StringComparison.Ordinal)..];
        Assert.Contains("worse", row[..row.IndexOf("</tr>", StringComparison.Ordinal)], StringComparison.Ordinal);
    }

    private async Task<Shown> StartAsync()
    {
        int port = FreePort();
        AssayProcess process = AssayProcess.Start(
            _folder.Path, null, "demo", "--data", "tour", "--no-open", "--urls", $"http://127.0.0.1:{port}", "--responses", $"{Responses}");
        var demo = new Shown(process, new Uri($"http://127.0.0.1:{port}"));
        await demo.ReadyAsync();
        return demo;
    }

    private static int FreePort()
    {
        using var probe = new TcpListener(IPAddress.Loopback, 0);
        probe.Start();
        return ((IPEndPoint)probe.LocalEndpoint).Port;
    }

    /// <summary>A demo that runs, and a browser for it.</summary>
    private sealed class Shown(AssayProcess process, Uri address) : IAsyncDisposable
    {
        private readonly HttpClient _http = new() { BaseAddress = address, Timeout = TimeSpan.FromMinutes(1) };

        public Task<string> TextAsync(string path) => _http.GetStringAsync(new Uri(path, UriKind.Relative), TestContext.Current.CancellationToken);

        public async Task<JsonElement> JsonAsync(string path) => JsonElement.Parse(await TextAsync(path));

        public async Task ReadyAsync()
        {
            while (true)
            {
                try
                {
                    await TextAsync("/health/ready");
                    return;
                }
                catch (HttpRequestException) when (!process.HasExited)
                {
                    await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System, TestContext.Current.CancellationToken);
                }
            }
        }

        public async Task<AssayProcess.Finished> StopAsync(string signal)
        {
            process.Signal(signal);
            return await process.WaitAsync();
        }

        public ValueTask DisposeAsync()
        {
            _http.Dispose();
            process.Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
