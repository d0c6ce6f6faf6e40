using System.Text.Json;
using System.Text.RegularExpressions;
using Assay.Integration.Tests.Testing;

namespace Assay.Integration.Tests.CommandLine;

/// <summary>What can be said of a ledger in a file can be said of one in PostgreSQL.</summary>
public sealed partial class PostgresVerbsTests(PostgresServer server) : IClassFixture<PostgresServer>
{
    private static readonly string[] Judge = ["--judge", "offline:heuristic"];

    [Fact]
    public async Task An_assistant_is_answered_from_a_database_and_makes_none()
    {
        using var folder = new TemporaryFolder();
        folder.Write("responses.jsonl", """{"id":"r-1","input":"How long does delivery take?","output":"Delivery takes two to four days.","release":"v1"}""");
        string url = server.Url(await server.CreateDatabaseAsync());
        await using Assisting.AssistantSession assistant = await Assisting.AssistantSession.StartAsync(folder.Path, null, "--store", url);

        Assert.Contains("There is no ledger at postgres://", await assistant.RefusedAsync("ledger"), StringComparison.Ordinal);
        AssayProcess.Finished run = await AssayProcess.RunAsync(folder.Path, null, ["run", "responses.jsonl", "--store", url, .. Judge]);
        Assert.True(run.ExitCode == 0, run.ToString());
        Assert.Equal(1, (await assistant.AskAsync("quality", ("slice", "release:v1"))).GetProperty("scored").GetInt32());
        Assert.Equal("r-1", (await assistant.AskAsync("worst_responses")).GetProperty("responses")[0].GetProperty("id").GetString());
        Assert.Equal("r-1", (await assistant.AskAsync("response", ("id", "r-1"))).GetProperty("id").GetString());
    }

    [Fact]
    public async Task A_report_on_a_database_says_what_one_on_a_file_says()
    {
        using var folder = new TemporaryFolder();
        folder.Write("assay.yaml", "slices: [route]");
        folder.Write("responses.jsonl", """
            {"id":"r-1","input":"How long does delivery take?","output":"Delivery takes two to four days.","route":"delivery","release":"v1"}
            {"id":"r-2","input":"Can I return it?","output":"","route":"returns","release":"v2"}
            {"id":"r-3","input":"Can I return it?","output":"Yes, within thirty days you can return it.","route":"returns","release":"v2"}
            """);
        string url = server.Url(await server.CreateDatabaseAsync());

        await SaidAsync(["run", "responses.jsonl", "--min-coverage", "0", "--concurrency", "1", .. Judge], url);
        await SaidAsync(["run", "responses.jsonl", "--min-coverage", "0", "--concurrency", "1", .. Judge], "here.db");
        foreach (string[] command in (string[][])
            [["report", "--json"], ["report", "--range", "24h", "--json"], ["report", "--slice", "route:returns", "--json"],
             ["report", "--release", "v1", "--json"], ["report", "--out", "r.csv", "--out", "r.md", "--out", "r.xml", "--out", "r.html"], ["runs"]])
        {
            string database = await SaidAsync(command, url);
            Assert.Equal(await SaidAsync(command, "here.db"), database);
        }

        async Task<string> SaidAsync(string[] command, string store)
        {
            AssayProcess.Finished finished = await AssayProcess.RunAsync(folder.Path, null, [.. command, "--store", store]);
            Assert.True(finished.ExitCode == 0, $"{string.Join(' ', command)}: {finished}");
            string files = string.Concat(Directory.EnumerateFiles(folder.Path, "r.*").Order(StringComparer.Ordinal).Select(File.ReadAllText));
            // When it was, and how long it took.
            return Moments().Replace(finished.Output + files, "");
        }
    }

    [Fact]
    public async Task Every_verb_that_takes_a_store_works_on_a_database_as_on_a_file_and_shows_no_password()
    {
        using var folder = new TemporaryFolder();
        string[] url = ["--store", server.Url(await server.CreateDatabaseAsync())];
        string[] file = ["--store", "here.db"];
        folder.Write("responses.jsonl", """
            {"id":"r-1","input":"How long does delivery take?","output":"Delivery takes two to four days.","route":"delivery","user":"u-1"}
            {"id":"r-2","input":"Can I return it?","output":"","route":"returns","user":"u-2"}
            {"id":"r-3","input":"Can I return it?","output":"Yes, within thirty days you can return it.","route":"returns","user":"u-1"}
            """);
        var said = new List<string>();

        Assert.Equal(await JsonAsync(file, "run", "responses.jsonl", "--slice", "route"), await JsonAsync(url, "run", "responses.jsonl", "--slice", "route"));
        Assert.Equal(await JsonAsync(file, "run", "responses.jsonl"), await JsonAsync(url, "run", "responses.jsonl"));
        Assert.Equal(Without(await AskAsync(file, "export", "--format", "csv")), Without(await AskAsync(url, "export", "--format", "csv")));
        Assert.Equal(await AskAsync(file, "export", "--outcome", "unscored"), await AskAsync(url, "export", "--outcome", "unscored"));
        Assert.Equal(Without(await AskAsync(file, "ledger")), Without(await AskAsync(url, "ledger")));
        Assert.Contains("empty_output", await AskAsync(url, "why", "r-2"), StringComparison.Ordinal);
        Assert.Contains("r-2", await AskWithAsync(url, 2, "why", "R-"), StringComparison.Ordinal);
        Assert.Equal(await AskAsync(file, ["rejudge", "--dry-run", "--json", .. Judge]), await AskAsync(url, ["rejudge", "--dry-run", "--json", .. Judge]));
        Assert.Contains("\"owed\":1", await AskAsync(url, ["rejudge", "--failed", "--json", .. Judge]), StringComparison.Ordinal);
        Assert.Contains("ok", await AskAsync(url, "doctor"), StringComparison.Ordinal);
        Assert.Contains("\"responses\":3", await AskAsync(url, "db", "status", "--json"), StringComparison.Ordinal);
        Assert.Contains("up to date", await AskAsync(url, "db", "status"), StringComparison.Ordinal);
        Assert.Contains("up to date", await AskAsync(url, "db", "migrate"), StringComparison.Ordinal);
        Assert.Contains("pg_dump --format=custom --schema=assay --file=copy.db postgres://127.0.0.1", await AskWithAsync(url, 2, "db", "backup", "copy.db"), StringComparison.Ordinal);
        Assert.Contains("offline:heuristic@", await AskWithAsync(url, 2, "judge", "diff", "nobody"), StringComparison.Ordinal);
        Assert.StartsWith("assay_", await AskAsync(url, "keys", "create", "shop"), StringComparison.Ordinal);
        Assert.Contains("shop", await AskAsync(url, "keys", "list"), StringComparison.Ordinal);
        await AskWithAsync(url, 2, "keys", "create", "shop");
        await AskAsync(url, "keys", "revoke", "shop");
        await AskWithAsync(url, 2, "keys", "revoke", "shop");
        Assert.Contains("2", await AskAsync(url, "delete", "--user", "u-1"), StringComparison.Ordinal);
        Assert.Contains("1", await AskAsync(url, "delete", "--id", "r-2"), StringComparison.Ordinal);
        Assert.Contains("0", await AskAsync(url, "delete", "--older-than", "1h"), StringComparison.Ordinal);
        Assert.Contains("ok", await AskAsync(url, "doctor"), StringComparison.Ordinal);

        Assert.All(said, s => Assert.DoesNotContain("canary", s, StringComparison.Ordinal));

        Task<string> AskAsync(string[] store, params string[] command) => AskWithAsync(store, 0, command);

        async Task<string> AskWithAsync(string[] store, int exitCode, params string[] command)
        {
            AssayProcess.Finished finished = await AssayProcess.RunAsync(folder.Path, null, [.. command, .. store]);
            Assert.True(finished.ExitCode == exitCode, $"{string.Join(' ', command)}: {finished}");
            said.Add(finished.ToString());
            return finished.Output + (exitCode == 0 ? "" : finished.Errors);
        }

        // What takes a time of its own in every run is left out.
        async Task<string> JsonAsync(string[] store, params string[] command)
        {
            string output = await AskAsync(store, [.. command, "--json", "--min-coverage", "0", "--concurrency", "1", .. Judge]);
            return string.Join('\n', JsonElement.Parse(output.TrimEnd().Split('\n')[^1]).EnumerateObject().Where(p => p.Name != "seconds").Select(p => p.ToString()));
        }
    }

    [Fact]
    public async Task A_database_that_is_not_there_and_an_address_of_something_else_are_told_without_the_password()
    {
        using var folder = new TemporaryFolder();

        AssayProcess.Finished missing = await AssayProcess.RunAsync(folder.Path, null, "ledger", "--store", server.Url("nowhere"));
        AssayProcess.Finished empty = await AssayProcess.RunAsync(folder.Path, null, "ledger", "--store", server.Url(await server.CreateDatabaseAsync()));
        AssayProcess.Finished closed = await AssayProcess.RunAsync(folder.Path, null, "ledger", "--store", "postgres://a:canary@127.0.0.1:1/b");
        AssayProcess.Finished other = await AssayProcess.RunAsync(folder.Path, null, "ledger", "--store", "mysql://a:canary@127.0.0.1/b");

        Trouble.AssertTold(missing, 1, "refuses the connection", "--store");
        Trouble.AssertTold(empty, 2, "there is no ledger at postgres://127.0.0.1", "--store");
        Trouble.AssertTold(closed, 1, "cannot be reached");
        Trouble.AssertTold(other, 2, "not one of PostgreSQL");
        Assert.All([missing, empty, closed, other], f => Assert.DoesNotContain("canary", f.ToString(), StringComparison.Ordinal));
    }

    [Fact]
    public async Task Work_judges_what_a_file_ledger_owes_alone_and_answers_for_its_health()
    {
        using var folder = new TemporaryFolder();
        using (ServiceProcess service = await ServiceProcess.StartOfflineAsync(folder.Path))
        {
            AssayProcess.Finished second = await AssayProcess.RunAsync(folder.Path, null, ["work", .. Judge]);
            Trouble.AssertTold(second, 1, "Another assay process is working on", "PostgreSQL");
            await service.StopAsync();
        }

        using AssayProcess work = AssayProcess.Start(folder.Path, null, ["work", "--urls", "http://127.0.0.1:0", .. Judge]);
        string said = await work.HeardAsync("metrics at http://127.0.0.1:");
        while (!said.EndsWith('\n'))
        {
            said = await work.HeardAsync("metrics at http://127.0.0.1:");
        }

        using var http = new HttpClient { BaseAddress = new Uri(said[(said.IndexOf("metrics at ", StringComparison.Ordinal) + 11)..].Trim()) };
        string ready = await http.GetStringAsync("/health/ready", TestContext.Current.CancellationToken);
        string metrics = await http.GetStringAsync("/metrics", TestContext.Current.CancellationToken);
        using HttpResponseMessage refused = await http.PostAsync("/v1/responses", new StringContent("{}"), TestContext.Current.CancellationToken);
        work.Signal("-TERM");
        AssayProcess.Finished ended = await work.WaitAsync();

        Assert.Equal("""{"status":"ready"}""", ready);
        Assert.Contains("assay_judge_paused", metrics, StringComparison.Ordinal);
        Assert.Equal(System.Net.HttpStatusCode.NotFound, refused.StatusCode);
        Assert.True(ended.ExitCode == 0, ended.ToString());
    }

    /// <summary>How long something took or is ago is not the same in two calls.</summary>
    private static string Without(string text) =>
        string.Join('\n', LatencyInCsv().Replace(text, "").Split('\n').Where(line => !line.Contains("oldest", StringComparison.Ordinal)));

    [GeneratedRegex(",false,0,[0-9.]+,", RegexOptions.NonBacktracking)]
    private static partial Regex LatencyInCsv();

    [GeneratedRegex(@"[0-9]{4}-[0-9]{2}-[0-9]{2}[T ][0-9:.]+Z?|""from"":[^,}]*|time=""[^""]*""|,[0-9.]+,[0-9]+,[0-9]+(,(live|batch)?)?\r?$|[0-9.]+ s\b|· [0-9.]+ s", RegexOptions.ExplicitCapture | RegexOptions.Multiline | RegexOptions.NonBacktracking)]
    private static partial Regex Moments();
}
