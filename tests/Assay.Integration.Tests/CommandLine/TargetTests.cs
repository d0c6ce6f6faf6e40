using System.Text.Json;
using Assay.Integration.Tests.Testing;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Assay.Integration.Tests.CommandLine;

/// <summary>Targets that answer the cases of a gate, and everything that one can do instead.</summary>
public sealed class TargetTests : IAsyncLifetime
{
    private const int Cases = 30;

    private readonly TemporaryFolder _folder = new();
    private WebApplication? _application;
    private LoggedProvider? _provider;
    private int _asked;

    private LoggedProvider Provider => _provider!;

    public async ValueTask InitializeAsync()
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        _application = builder.Build();
        _application.MapPost("/chat", AnswerAsync);
        _application.MapPost("/html", () => Results.Content("<!doctype html><title>Sign in</title>", "text/html"));
        _application.MapPost("/broken", () => Interlocked.Increment(ref _asked) % 3 == 0 ? Results.Json(new { answer = "It arrives on Monday, and you can follow it with its number." }) : Results.StatusCode(503));
        _application.MapPost("/slow", async (HttpContext http) => await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, http.RequestAborted));
        _application.MapPost("/long", () => Results.Json(new { answer = new string('x', 5 << 20) }));
        await _application.StartAsync();
        string address = _application.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First();
        _folder.Write("assay.yaml", $$$"""
            judges:
              quality:
                model: openai:gpt-4o-mini
                rubric: { name: quality, criteria: { accuracy: { question: Is it right?, scale: 1-5 } } }
            targets:
              app: { url: {{{address}}}/chat, request: '{"question": "{{input}}"}', reply: answer, key_variable: APP_KEY }
              html: { url: {{{address}}}/html }
              broken: { url: {{{address}}}/broken, reply: answer, concurrency: 1 }
              slow: { url: {{{address}}}/slow, timeout: 300ms, concurrency: 30 }
              long: { url: {{{address}}}/long, reply: answer }
              nobody: { url: "http://127.0.0.1:1/chat", concurrency: 30 }
              script: { command: [sh, -c, 'read line; printf "{\"output\": \"Answered.\"}"'] }
              kept: { command: [sh, -c, 'read line; cat says.json'], files: [says.json] }
              hanging: { command: [sh, -c, 'sleep 600'], timeout: 300ms, concurrency: 30 }
              failing: { command: [sh, -c, 'echo no such model >&2; exit 7'] }
              missing: { command: [no-such-program-anywhere] }
            """);
        _folder.Write("cases.yaml", string.Concat(Enumerable.Range(0, Cases).Select(i => $"- id: case-{i}\n  input: What about number {i}?\n  route: {(i % 2 == 0 ? "orders" : "refunds")}\n")));
        _provider = await LoggedProvider.StartAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await Provider.DisposeAsync();
        await _application!.DisposeAsync();
        _folder.Dispose();
    }

    [Fact]
    public async Task A_target_answers_and_its_answers_are_gated_and_kept()
    {
        AssayProcess.Finished gate = await GateAsync("app", "--baseline-target", "app", "--out", "answers.jsonl", "--json");

        Assert.True(gate.ExitCode == 0, gate.ToString());
        Assert.Equal((Cases, Cases, "target app"), (gate.Count("cases"), gate.Count("unchanged"), gate.Json.GetProperty("candidate").GetString()));
        JsonElement first = JsonElement.Parse(File.ReadLines(_folder.File("answers.jsonl")).First());
        Assert.Equal(("case-0", "You asked: What about number 0? (key k-1)"), (first.GetProperty("id").GetString(), first.GetProperty("output").GetString()));
        Assert.Equal("orders", first.GetProperty("metadata").GetProperty("route").GetString());
    }

    [Fact]
    public async Task A_command_answers_too()
    {
        AssayProcess.Finished gate = await GateAsync("script", "--baseline-target", "script", "--json");

        Assert.True(gate.ExitCode == 0, gate.ToString());
        Assert.Equal(Cases, gate.Count("judged"));
    }

    [Fact]
    public async Task What_an_answer_took_is_measured_for_a_judge_that_bounds_it_and_kept_with_the_answer()
    {
        _folder.Write("says.json", """{"output": "Answered."}""");
        string judged = File.ReadAllText(_folder.File("assay.yaml")).Replace("    model: openai:gpt-4o-mini\n", "", StringComparison.Ordinal);
        _folder.Write("quick.yaml", judged.Replace("accuracy: { question: Is it right?, scale: 1-5 }", "fast: { check: { max_latency: 60s } }", StringComparison.Ordinal));
        _folder.Write("instant.yaml", judged.Replace("accuracy: { question: Is it right?, scale: 1-5 }", "fast: { check: { max_latency: 0.001ms } }", StringComparison.Ordinal));
        // What production measured of its own answer says nothing of this one.
        _folder.Write("cases.yaml", string.Concat(Enumerable.Range(0, Cases).Select(i => $"- id: case-{i}\n  input: What about number {i}?\n  latency_ms: 999999\n")));
        AssayProcess.Finished quick = await GateAsync("kept", "--baseline-target", "script", "--config", "quick.yaml", "--out", "first.jsonl", "--json");
        AssayProcess.Finished again = await GateAsync("kept", "--baseline-target", "script", "--config", "quick.yaml", "--out", "second.jsonl", "--json");
        AssayProcess.Finished instant = await GateAsync("kept", "--baseline-target", "script", "--config", "instant.yaml", "--json");

        Assert.Equal((Cases, Cases), (quick.Count("judged"), instant.Count("judged")));
        Assert.Equal((1, 0), (Now(quick), Now(instant)));
        double[] took = [.. File.ReadLines(_folder.File("first.jsonl")).Select(l => JsonElement.Parse(l).GetProperty("metadata").GetProperty("latency_ms").GetDouble())];
        Assert.All(took, ms => Assert.InRange(ms, 0.01, 60_000));
        Assert.Equal(Cases, again.Json.GetProperty("asked").GetProperty("cached").GetInt32());
        Assert.Equal(File.ReadAllText(_folder.File("first.jsonl")), File.ReadAllText(_folder.File("second.jsonl")));

        static double Now(AssayProcess.Finished gate) => gate.Json.GetProperty("criteria").EnumerateObject().First().Value.GetProperty("now").GetProperty("value").GetDouble();
    }

    [Fact]
    public async Task What_passes_is_asked_again()
    {
        AssayProcess.Finished gate = await GateAsync("broken", "--baseline-target", "app", "--json");

        Assert.True(gate.Count("judged") == Cases, gate.ToString());
        Assert.Equal(3 * Cases, _asked);
    }

    [Theory]
    [InlineData("html", "target_unreadable", "answered text/html; the answer is not JSON: <!doctype html>")]
    [InlineData("slow", "target_timeout", "gave no whole answer in 0.3 s")]
    [InlineData("long", "target_too_large", "answered with more than 4 MiB")]
    [InlineData("nobody", "target_unreachable", "cannot be reached")]
    [InlineData("hanging", "target_timeout", "sh did not end within 0.3 s and was ended")]
    [InlineData("failing", "target_failed", "sh ended with 7: no such model")]
    [InlineData("missing", "target_unreachable", "no-such-program-anywhere cannot be run")]
    public async Task What_a_target_does_instead_of_answering_is_told_and_never_scored(string target, string reason, string said)
    {
        AssayProcess.Finished gate = await GateAsync(target, "--baseline-target", "app", "--json");

        Assert.True(gate.ExitCode == 4, gate.ToString());
        Assert.Equal(("inconclusive", 0, Cases), (gate.Json.GetProperty("outcome").GetString(), gate.Count("judged"), gate.Json.GetProperty("not_judged").GetProperty(reason).GetInt32()));
        Assert.Contains(gate.Json.GetProperty("reasons").EnumerateArray(), r => r.GetString()!.Contains(said, StringComparison.Ordinal));
        Assert.Equal(Cases, gate.Count("calls"));
    }

    [Theory]
    [InlineData("there is no target `ap` in the configuration. It has: app, html", "--dataset", "cases.yaml", "--target", "ap")]
    [InlineData("a target needs cases to answer", "--target", "app")]
    [InlineData("nothing is named that answers them", "--dataset", "cases.yaml", "--outputs", "cases.yaml")]
    [InlineData("there is no such file", "--dataset", "nowhere.yaml", "--target", "app", "--baseline-target", "app")]
    [InlineData("cases.csv:1", "--dataset", "cases.csv", "--target", "app", "--baseline-target", "app")]
    public async Task What_cannot_be_asked_is_told(string said, params string[] options)
    {
        _folder.Write("cases.csv", "id,question,question\n1,a,b\n");
        Trouble.AssertTold(await RunAsync(["gate", .. options]), 2, said);
    }

    [Fact]
    public async Task A_key_that_is_not_set_is_told()
    {
        AssayProcess.Finished gate = await AssayProcess.RunAsync(_folder.Path, Provider.Environment, "gate", "--dataset", "cases.yaml", "--target", "app", "--baseline-target", "app");

        Trouble.AssertTold(gate, 2, "targets.app.key_variable names APP_KEY, which is not set.");
    }

    [Fact]
    public async Task Data_sets_are_checked_described_and_parted()
    {
        _folder.Write("more.csv", "question,route,must_pass\nWhere is it?,refunds,true\nWhere is it?,orders,no\n");
        AssayProcess.Finished lint = await RunAsync(["dataset", "lint", "cases.yaml", "more.csv", "--json"]);
        AssayProcess.Finished stats = await RunAsync(["dataset", "stats", "cases.yaml", "--json"]);
        AssayProcess.Finished split = await RunAsync(["dataset", "split", "cases.yaml", "--share", "0.4", "--out", "a.jsonl", "--rest", "b.jsonl", "--json"]);
        AssayProcess.Finished again = await RunAsync(["dataset", "stats", "a.jsonl"]);
        AssayProcess.Finished broken = await RunAsync(["dataset", "lint", "assay.yaml"]);

        Assert.Equal((0, 32, 0), (lint.ExitCode, lint.Count("cases"), lint.Count("errors")));
        Assert.Equal((Cases, 15), (stats.Count("cases"), stats.Json.GetProperty("tags").GetProperty("route").GetProperty("orders").GetInt32()));
        Assert.Equal(Cases, split.Count("out") + split.Count("rest"));
        Assert.StartsWith($"{split.Count("out")} cases", again.Output, StringComparison.Ordinal);
        Assert.Equal(2, broken.ExitCode);
        Assert.Contains("is no list", broken.Output, StringComparison.Ordinal);
    }

    private Task<AssayProcess.Finished> GateAsync(string target, params string[] more) => RunAsync(["gate", "--dataset", "cases.yaml", "--target", target, .. more]);

    private Task<AssayProcess.Finished> RunAsync(string[] command)
    {
        Dictionary<string, string> environment = Provider.Environment;
        environment["APP_KEY"] = "k-1";
        return AssayProcess.RunAsync(_folder.Path, environment, command);
    }

    private static async Task AnswerAsync(HttpContext http)
    {
        JsonElement asked = await JsonSerializer.DeserializeAsync<JsonElement>(http.Request.Body);
        string key = http.Request.Headers.Authorization.ToString()["Bearer ".Length..];
        await http.Response.WriteAsJsonAsync(new { answer = $"You asked: {asked.GetProperty("question").GetString()} (key {key})" });
    }
}
