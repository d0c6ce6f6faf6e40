using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Text.Json;
using Assay.Integration.Tests.Testing;

namespace Assay.Integration.Tests.Service;

/// <summary>A service that may not keep texts judges them all the same, and when it has, they are nowhere on its disk.</summary>
public sealed class ContentOffTests
{
    private const string Marker = "canary-7f3a";
    private const int Count = 60;

    private static readonly string[] Off = ["--judge", "openai:gpt-4o-mini", "--criterion", "accuracy", "--rubric", "Is the answer right?", "--content", "off"];

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Texts_leave_the_disk_when_they_are_judged_also_where_the_service_was_killed_in_between()
    {
        using var folder = new TemporaryFolder();
        await using LoggedProvider provider = await LoggedProvider.StartAsync();
        await using TelemetryGateway gateway = await TelemetryGateway.StartAsync(provider.Address);
        Dictionary<string, string> environment = new(provider.Environment) { ["OPENAI_BASE_URL"] = new Uri(gateway.Address, "v1").ToString() };
        using (ServiceProcess killed = await ServiceProcess.StartAsync(folder.Path, new Dictionary<string, string>(environment) { ["ASSAY_FAIL_POINT"] = "judged:20" }, 0, Off))
        {
            (HttpStatusCode status, _) = await killed.PostAsync(string.Join('\n', Enumerable.Range(0, Count).Select(Record)));
            Assert.Equal(HttpStatusCode.Accepted, status);
            await killed.WaitAsync();
        }

        Assert.NotEmpty(Holding(folder.Path));
        using ServiceProcess service = await ServiceProcess.StartAsync(folder.Path, environment, 0, Off);
        while ((await service.TotalAsync()).GetProperty("scored").GetInt32() < Count)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System, Cancel);
        }

        await GoneAsync(folder.Path);
        (HttpStatusCode same, JsonElement known) = await service.PostAsync(Record(7));
        (HttpStatusCode other, _) = await service.PostAsync(Record(7).Replace("Answer", "Another answer", StringComparison.Ordinal));
        JsonElement revision = (await service.GetAsync("/v1/responses/r7")).GetProperty("revisions")[0];
        string page = await service.Http.GetStringAsync("/responses/r7", Cancel);
        await service.StopAsync();
        AssayProcess.Finished why = await AssayProcess.RunAsync(folder.Path, null, "why", "r7");
        AssayProcess.Finished export = await AssayProcess.RunAsync(folder.Path, null, "export");
        AssayProcess.Finished doctor = await AssayProcess.RunAsync(folder.Path, environment, "doctor", "--judge", "openai:gpt-4o-mini");

        Assert.Equal((HttpStatusCode.Accepted, 1, HttpStatusCode.UnprocessableEntity), (same, known.GetProperty("known").GetInt32(), other));
        Assert.Contains(gateway.Bodies, asked => asked.Contains(Marker, StringComparison.Ordinal));
        Assert.Equal("not_kept", revision.GetProperty("content").GetString());
        Assert.Equal("refunds", revision.GetProperty("response").GetProperty("metadata").GetProperty("route").GetString());
        Assert.False(revision.GetProperty("response").TryGetProperty("output", out _));
        Assert.Contains("Its text was not kept: content is off.", page, StringComparison.Ordinal);
        Assert.Contains("its text was not kept: content is off", why.Output, StringComparison.Ordinal);
        Assert.Contains("\"content\":\"not_kept\"", export.Output, StringComparison.Ordinal);
        Assert.All([why.Output, export.Output, page, revision.GetRawText()], text => Assert.DoesNotContain(Marker, text, StringComparison.Ordinal));
        Assert.Empty(Holding(folder.Path));
        Assert.False(File.Exists(folder.File("assay.cache.db")));
        Assert.DoesNotContain("rows break it", doctor.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_run_keeps_scores_and_no_texts()
    {
        using var folder = new TemporaryFolder();
        await using LoggedProvider provider = await LoggedProvider.StartAsync();
        Directory.CreateDirectory(folder.File("in"));
        folder.Write("in/responses.jsonl", string.Join('\n', Enumerable.Range(0, Count).Select(Record)) + "\n");
        folder.Write("assay.yaml", "content: off\n");

        AssayProcess.Finished run = await AssayProcess.RunAsync(folder.Path, provider.Environment, ["run", "in/responses.jsonl", .. Off[..6], "--json"]);
        AssayProcess.Finished again = await AssayProcess.RunAsync(folder.Path, provider.Environment, ["run", "in/responses.jsonl", .. Off[..6], "--json"]);
        AssayProcess.Finished plan = await AssayProcess.RunAsync(folder.Path, provider.Environment, ["rejudge", "--judge", "openai:gpt-4o-mini", "--criterion", "accuracy", "--rubric", "Is it right and complete?", "--dry-run", "--json"]);
        AssayProcess.Finished rejudge = await AssayProcess.RunAsync(folder.Path, provider.Environment, ["rejudge", "--judge", "openai:gpt-4o-mini", "--criterion", "accuracy", "--rubric", "Is it right and complete?", "--json"]);
        AssayProcess.Finished wrong = await AssayProcess.RunAsync(folder.Path, provider.Environment, ["run", "in/responses.jsonl", .. Off[..6], "--content", "maybe"]);

        Assert.Equal((Count, Count), (run.Json.GetProperty("scored").GetInt32(), run.Json.GetProperty("calls").GetInt32()));
        Assert.Equal((Count, 0), (again.Json.GetProperty("scored").GetInt32(), again.Json.GetProperty("calls").GetInt32()));
        Assert.Equal((0, Count), (plan.Json.GetProperty("calls").GetInt32(), plan.Json.GetProperty("without_texts").GetInt32()));
        Assert.Equal((0, Count), (rejudge.Json.GetProperty("owed").GetInt32(), rejudge.Json.GetProperty("without_texts").GetInt32()));
        Assert.Equal(2, wrong.ExitCode);
        Assert.Contains("--content is `maybe`, but must be on or off.", wrong.Errors, StringComparison.Ordinal);
        Assert.Empty(Holding(folder.Path));
    }

    private static string Record(int number) => JsonSerializer.Serialize(new Dictionary<string, object>(StringComparer.Ordinal)
    {
        ["id"] = string.Create(CultureInfo.InvariantCulture, $"r{number}"),
        ["input"] = $"Question {number} about {Marker}?",
        ["output"] = string.Concat(Enumerable.Repeat($"Answer {number} about {Marker}. ", 1 + (number * 37 % 400))),
        ["context"] = new[] { $"A passage about {Marker}." },
        ["reference"] = $"What is right about {Marker}.",
        ["conversation"] = new[] { new { role = "user", content = $"Hello from {Marker}" }, new { role = "assistant", content = $"Hello, {Marker}." } },
        ["route"] = "refunds",
    });

    /// <summary>The log is cut a little later.</summary>
    private static async Task GoneAsync(string folder)
    {
        for (int tries = 0; Holding(folder) is { Count: > 0 } left; tries++)
        {
            Assert.True(tries < 300, string.Join(", ", left));
            await Task.Delay(TimeSpan.FromMilliseconds(100), TimeProvider.System, Cancel);
        }
    }

    /// <summary>The names of the files in a folder, those of its folders left out, that hold a marked text. Another program looks, for locks keep this one out.</summary>
    private static IReadOnlyList<string> Holding(string folder)
    {
        using Process grep = Process.Start(new ProcessStartInfo("grep", ["-lsF", Marker, .. Directory.EnumerateFiles(folder)]) { RedirectStandardOutput = true, UseShellExecute = false })!;
        string[] files = grep.StandardOutput.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries);
        grep.WaitForExit();
        return [.. files.Select(file => Path.GetFileName(file))];
    }
}
