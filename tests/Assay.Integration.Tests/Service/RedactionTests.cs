using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Assay.Integration.Tests.Testing;

namespace Assay.Integration.Tests.Service;

/// <summary>What must not be stored is found nowhere on the disk, and what a judge must not see not in what it was asked.</summary>
public sealed class RedactionTests
{
    /// <summary>One of each kind, as it would be found in a file: each without what a writer might put between.</summary>
    private static readonly string[] Canaries = ["canary@example.org", "4111 1111 1111 1111", "DE89 3704 0044 0532 0130 00", "+49 30 7654321", "sk-canary0123456789abcdef", "K-314159"];

    private static readonly string Text = string.Join(", ", Canaries);

    private const string Rules = """
        redact: [email, phone, card, iban, keys, customer: 'K-[0-9]{6}']

        """;

    private const string Judge = """
        judges:
          quality:
            model: openai:gpt-4o-mini
            rubric: { criteria: { helpful: { question: "Does it help?", scale: 1-5 } } }

        """;

    private const string Sources = """
        sources:
          logs: { kind: folder, files: logs/*.jsonl, interval: 1s }

        """;

    [Fact]
    public async Task Nothing_that_is_redacted_is_stored_whichever_way_it_comes_and_the_judge_sees_markers()
    {
        using var folder = new TemporaryFolder();
        folder.Write("assay.yaml", Rules + Judge + Sources);
        Directory.CreateDirectory(folder.File("logs"));
        folder.Write("logs/a.jsonl", Record("from-folder"));
        await using LoggedProvider provider = await LoggedProvider.StartAsync();
        await using TelemetryGateway gateway = await TelemetryGateway.StartAsync(provider.Address);
        using ServiceProcess service = await ServiceProcess.StartAsync(folder.Path, Through(gateway, provider), 0);

        (HttpStatusCode first, _) = await service.PostAsync(Record("by-http"), idempotencyKey: "k1");
        (HttpStatusCode again, _) = await service.PostAsync(Record("by-http"), idempotencyKey: "k1");
        (HttpStatusCode known, JsonElement receipt) = await service.PostAsync(Record("by-http"));
        (HttpStatusCode unnamed, JsonElement derived) = await service.PostAsync(Record(null));
        (HttpStatusCode refused, JsonElement problem) = await service.PostAsync($"[{Record("fine").Trim()},{Record(Canaries[0]).Trim()}]");
        await SendTraceAsync(service);
        while ((await service.TotalAsync()).GetProperty("scored").GetInt32() < 5)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System, TestContext.Current.CancellationToken);
        }

        JsonElement revision = (await service.GetAsync("/v1/responses/by-http")).GetProperty("revisions")[0];
        AssertNothingStored(folder.Path);
        await service.StopAsync();

        Assert.Equal((HttpStatusCode.Accepted, HttpStatusCode.Accepted, HttpStatusCode.Accepted, HttpStatusCode.Accepted), (first, again, known, unnamed));
        Assert.Equal(1, receipt.GetProperty("known").GetInt32());
        Assert.Equal(HttpStatusCode.MultiStatus, refused);
        Assert.Equal("body:2", problem.GetProperty("errors")[0].GetProperty("place").GetString());
        Assert.Contains("EMAIL", problem.GetProperty("errors")[0].GetProperty("error").GetString(), StringComparison.Ordinal);
        Assert.StartsWith("r-", derived.GetProperty("ids")[0].GetString(), StringComparison.Ordinal);
        Assert.Equal("[EMAIL_1], [CARD_1], [IBAN_1], [PHONE_1], [KEY_1], [CUSTOMER_1]", revision.GetProperty("response").GetProperty("output").GetString());
        Assert.Equal("""{"CARD":3,"CUSTOMER":3,"EMAIL":3,"IBAN":3,"KEY":3,"PHONE":3}""", revision.GetProperty("redacted").GetRawText());
        AssertNothingStored(folder.Path);
        AssayProcess.Finished why = await AssayProcess.RunAsync(folder.Path, null, "why", "from-folder");
        Assert.Contains("redacted CARD 3, CUSTOMER 3", why.Output, StringComparison.Ordinal);
        Assert.All(gateway.Bodies, AssertHoldsNone);
        Assert.Contains(gateway.Bodies, asked => asked.Contains("[EMAIL_1], [CARD_1]", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_judge_s_own_redaction_keeps_the_model_from_what_is_stored_whole()
    {
        using var folder = new TemporaryFolder();
        folder.Write("assay.yaml", Judge + "    " + Rules);
        folder.Write("responses.jsonl", Record("whole"));
        await using LoggedProvider provider = await LoggedProvider.StartAsync();

        await using TelemetryGateway gateway = await TelemetryGateway.StartAsync(provider.Address);
        AssayProcess.Finished run = await AssayProcess.RunAsync(folder.Path, Through(gateway, provider), "run", "responses.jsonl", "--json");
        AssayProcess.Finished explained = await AssayProcess.RunAsync(folder.Path, provider.Environment, "cache", "explain", "whole", "--json");

        Assert.Equal(1, run.Json.GetProperty("scored").GetInt32());
        Assert.Contains(Text, (await AssayProcess.RunAsync(folder.Path, null, "why", "whole", "--json")).Output, StringComparison.Ordinal);
        string asked = Assert.Single(gateway.Bodies);
        AssertHoldsNone(asked);
        Assert.Contains("[EMAIL_1], [CARD_1]", asked, StringComparison.Ordinal);
        Assert.True(explained.ExitCode == 0, explained.ToString());
    }

    [Fact]
    public async Task A_run_stores_what_is_left_and_refuses_an_id_that_gives_something_away()
    {
        using var folder = new TemporaryFolder();
        folder.Write("responses.jsonl", Record("whole"));
        folder.Write("named.jsonl", Record(Canaries[0]));
        string[] arguments = ["--judge", "offline:heuristic", "--redact", "email,phone,card,iban,keys", "--json"];

        AssayProcess.Finished planned = await AssayProcess.RunAsync(folder.Path, null, ["run", "responses.jsonl", .. arguments, "--dry-run"]);
        AssayProcess.Finished run = await AssayProcess.RunAsync(folder.Path, null, ["run", "responses.jsonl", .. arguments]);
        AssayProcess.Finished repeated = await AssayProcess.RunAsync(folder.Path, new Dictionary<string, string> { ["ASSAY__REDACT"] = "email,phone,card,iban,keys" }, "run", "responses.jsonl", "--judge", "offline:heuristic", "--json");
        AssayProcess.Finished named = await AssayProcess.RunAsync(folder.Path, null, ["run", "named.jsonl", .. arguments]);

        Assert.Equal((0, 1), (planned.ExitCode, run.Json.GetProperty("scored").GetInt32()));
        Assert.Equal(1, repeated.Json.GetProperty("scored").GetInt32());
        Assert.Single(JsonElement.Parse((await AssayProcess.RunAsync(folder.Path, null, "why", "whole", "--json")).Output).GetProperty("revisions").EnumerateArray());
        Assert.Equal(2, named.ExitCode);
        Assert.Contains("named.jsonl:1: the id holds what `redact` keeps out (EMAIL)", named.Errors, StringComparison.Ordinal);
        Assert.DoesNotContain(Canaries[0], Stored(folder.Path), StringComparison.Ordinal);
    }

    /// <summary>The way to the provider, on which what a judge is asked can be read.</summary>
    private static Dictionary<string, string> Through(TelemetryGateway gateway, LoggedProvider provider) =>
        new(provider.Environment) { ["OPENAI_BASE_URL"] = new Uri(gateway.Address, "v1").ToString() };

    private static string Record(string? id) => JsonSerializer.Serialize(
        new Dictionary<string, object?>(StringComparer.Ordinal)
        {
            ["id"] = id, ["input"] = $"Is this right: {Text}?", ["output"] = Text, ["metadata"] = new Dictionary<string, object> { ["note"] = new[] { Text } },
        }.Where(f => f.Value is not null).ToDictionary()) + "\n";

    private static async Task SendTraceAsync(ServiceProcess service)
    {
        string trace = $$$"""
            {"resourceSpans":[{"resource":{"attributes":[{"key":"service.name","value":{"stringValue":"{{{Canaries[0]}}}"}}]},"scopeSpans":[{"scope":{"name":"test"},"spans":[
              {"traceId":"0af7651916cd43dd8448eb211c80319c","spanId":"b7ad6b7169203331","name":"chat","kind":3,"startTimeUnixNano":"1764000000000000000","endTimeUnixNano":"1764000001000000000",
               "attributes":[{"key":"gen_ai.operation.name","value":{"stringValue":"chat"}},
                 {"key":"gen_ai.input.messages","value":{"stringValue":"[{\"role\":\"user\",\"parts\":[{\"type\":\"text\",\"content\":\"{{{Text}}}\"}]}]"}},
                 {"key":"gen_ai.output.messages","value":{"stringValue":"[{\"role\":\"assistant\",\"parts\":[{\"type\":\"text\",\"content\":\"{{{Text}}}\"}]}]"}}]}]}]}]}
            """;
        using var content = new ByteArrayContent(Encoding.UTF8.GetBytes(trace));
        content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        using HttpResponseMessage response = await service.Http.PostAsync("/v1/traces", content, TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
    }

    private static void AssertNothingStored(string folder)
    {
        string stored = Stored(folder);
        Assert.Contains("[EMAIL_1], [CARD_1]", stored, StringComparison.Ordinal);
        AssertHoldsNone(stored);
    }

    private static void AssertHoldsNone(string text) => Assert.All(Canaries, canary => Assert.DoesNotContain(canary, text, StringComparison.Ordinal));

    /// <summary>Ledger and cache and their logs, byte by byte.</summary>
    private static string Stored(string folder) => string.Concat(Directory.EnumerateFiles(folder, "*.db").Concat(Directory.EnumerateFiles(folder, "*.db-wal")).Select(Read));

    private static string Read(string file)
    {
        using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        using var reader = new StreamReader(stream, Encoding.Latin1);
        return reader.ReadToEnd();
    }
}
