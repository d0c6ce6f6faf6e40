using System.Globalization;
using System.Net;
using System.Text.Json;
using Assay.Integration.Tests.Testing;

namespace Assay.Integration.Tests.Service;

/// <summary>Applications with the clients, instrumentations and exporters that people use: what they asked and were told is judged, once.</summary>
public sealed class RealSendersTests : IAsyncLifetime
{
    private readonly TemporaryFolder _folder = new();
    private LoggedProvider? _provider;
    private ServiceProcess? _service;

    private LoggedProvider Provider => _provider!;

    private ServiceProcess Service => _service!;

    public async ValueTask InitializeAsync()
    {
        _provider = await LoggedProvider.StartAsync();
        _service = await ServiceProcess.StartAsync(_folder.Path, Provider.Environment, 0, "--judge", "openai:sim", "--free", "--criterion", "accuracy", "--rubric", "Is the answer right?");
    }

    public async ValueTask DisposeAsync()
    {
        await Service.StopAsync();
        Service.Dispose();
        await Provider.DisposeAsync();
        _folder.Dispose();
    }

    [Theory]
    [InlineData("opentelemetry/by-hand.mjs", "by-hand", "application/x-protobuf", "gzip")]
    [InlineData("opentelemetry/openinference.mjs", "openinference", "application/json", "")]
    [InlineData("traceloop/traceloop.mjs", "traceloop", "application/x-protobuf", "gzip")]
    public async Task What_an_application_on_Node_asked_and_was_told_is_judged(string script, string app, string type, string encoding)
    {
        SentChat[] chats = [SentChat.Question, SentChat.Conversation, SentChat.Picture, SentChat.CallOfTool, SentChat.AnswerAfterTool];
        await using TelemetryGateway gateway = await TelemetryGateway.StartAsync(Service.Address);

        IReadOnlyList<JsonElement> completions = await NodeSender.RunAsync(script, Environment(gateway, encoding), chats.Select(chat => chat.Request));

        await AssertJudgedAsync(app, chats, completions);
        Assert.Equal(1, await NotJudgedAsync("without_answer"));
        Assert.All(gateway.Requests, request => Assert.Equal(new TelemetryGateway.Passed("/v1/traces", type, encoding, HttpStatusCode.OK), request));
    }

    [Fact]
    public async Task What_an_application_on_DotNet_asked_and_was_told_is_judged_once_though_its_client_has_spans_of_its_own()
    {
        SentChat[] chats = [SentChat.Question, SentChat.Conversation];
        await using TelemetryGateway gateway = await TelemetryGateway.StartAsync(Service.Address);

        IReadOnlyList<JsonElement> completions = await DotNetSender.RunAsync(Provider.Environment, gateway.Address, chats);

        await AssertJudgedAsync("dotnet", chats, completions);
        Assert.Equal(chats.Length, await NotJudgedAsync("ignored"));
        Assert.Equal(new TelemetryGateway.Passed("/v1/traces", "application/x-protobuf", "gzip", HttpStatusCode.OK), Assert.Single(gateway.Requests));
    }

    [Fact]
    public async Task Texts_that_come_as_log_events_are_judged_though_the_spans_of_their_calls_came_before()
    {
        SentChat[] chats = [SentChat.Question, SentChat.Conversation, SentChat.CallOfTool, SentChat.AnswerAfterTool];
        await using TelemetryGateway gateway = await TelemetryGateway.StartAsync(Service.Address);
        Dictionary<string, string> environment = Environment(gateway, "gzip");
        environment["OTEL_INSTRUMENTATION_GENAI_CAPTURE_MESSAGE_CONTENT"] = "true";

        IReadOnlyList<JsonElement> completions = await NodeSender.RunAsync("opentelemetry/instrumentation.mjs", environment, chats.Select(chat => chat.Request));
        JsonElement total = await Service.SettledAsync();
        List<JsonElement> responses = await ScoredAsync();

        Assert.Equal(["/v1/traces", "/v1/logs"], gateway.Requests.Select(request => request.Path));
        Assert.Equal((3, 3), (total.GetProperty("scored").GetInt32(), responses.Count));
        Assert.Equal("""{"superseded":3}""", total.GetProperty("skipped").GetRawText());
        foreach ((SentChat chat, JsonElement completion) in Answered(chats, completions))
        {
            AssertTexts(Assert.Single(responses, response => Output(response) == Said(completion)), "instrumentation", chat);
        }
    }

    [Theory]
    [InlineData("opentelemetry/by-hand.mjs", "by-hand")]
    [InlineData("opentelemetry/openinference.mjs", "openinference")]
    public async Task An_exporter_that_sends_again_because_the_answer_was_lost_adds_nothing(string script, string app)
    {
        SentChat[] chats = [SentChat.Question, SentChat.Conversation];
        await using TelemetryGateway gateway = await TelemetryGateway.StartAsync(Service.Address, losesFirstAnswer: true);

        IReadOnlyList<JsonElement> completions = await NodeSender.RunAsync(script, Environment(gateway, "gzip"), chats.Select(chat => chat.Request));

        await AssertJudgedAsync(app, chats, completions);
        Assert.Equal([HttpStatusCode.OK, HttpStatusCode.OK], gateway.Requests.Select(request => request.Status));
    }

    [Theory]
    [InlineData("opentelemetry/openinference.mjs", "OPENINFERENCE_HIDE_INPUTS", "true", "OPENINFERENCE_HIDE_")]
    [InlineData("traceloop/traceloop.mjs", "TRACELOOP_TRACE_CONTENT", "false", "TRACELOOP_TRACE_CONTENT")]
    public async Task A_sender_that_keeps_its_texts_to_itself_has_nothing_judged_and_the_setting_is_named(string script, string variable, string value, string named)
    {
        await using TelemetryGateway gateway = await TelemetryGateway.StartAsync(Service.Address);
        Dictionary<string, string> silent = Environment(gateway, "");
        silent[variable] = value;

        await NodeSender.RunAsync(script, silent, [SentChat.Question.Request]);
        JsonElement total = await Service.SettledAsync();
        AssayProcess.Finished export = await AssayProcess.RunAsync(_folder.Path, null, "export");

        Assert.Equal((0, 1), (total.GetProperty("scored").GetInt32(), total.GetProperty("skipped").GetProperty("no_content").GetInt32()));
        AssayProcess.Finished why = await AssayProcess.RunAsync(_folder.Path, null, "why", Text(export.Json, "id")!);
        Assert.Contains(named, why.Output, StringComparison.Ordinal);
    }

    private Dictionary<string, string> Environment(TelemetryGateway gateway, string encoding) => new(Provider.Environment)
    {
        ["OTEL_EXPORTER_OTLP_ENDPOINT"] = gateway.Address.ToString().TrimEnd('/'),
        ["OTEL_EXPORTER_OTLP_COMPRESSION"] = encoding.Length > 0 ? encoding : "none",
    };

    /// <summary>The ledger holds one response for each answer, all scored, and nothing besides.</summary>
    private async Task AssertJudgedAsync(string app, SentChat[] chats, IReadOnlyList<JsonElement> completions)
    {
        (SentChat Chat, JsonElement Completion)[] answered = [.. Answered(chats, completions)];
        JsonElement total = await Service.SettledAsync();
        List<JsonElement> responses = await ScoredAsync();

        Assert.Equal((answered.Length, answered.Length), (total.GetProperty("accepted").GetInt32(), total.GetProperty("scored").GetInt32()));
        Assert.Empty(total.GetProperty("skipped").EnumerateObject());
        foreach ((SentChat chat, JsonElement completion) in answered)
        {
            JsonElement response = Assert.Single(responses, response => Output(response) == Said(completion));
            AssertTexts(response, app, chat);
            AssertModelAndTokens(response.GetProperty("metadata"), completion.GetProperty("usage"));
        }
    }

    private static IEnumerable<(SentChat Chat, JsonElement Completion)> Answered(SentChat[] chats, IReadOnlyList<JsonElement> completions)
    {
        Assert.Equal(chats.Length, completions.Count);
        return chats.Zip(completions).Where(pair => pair.First.Input is not null);
    }

    private static void AssertTexts(JsonElement response, string app, SentChat chat)
    {
        Assert.Equal(app, Text(response.GetProperty("metadata"), "app"));
        Assert.Equal(chat.Input, response.GetProperty("input").GetString());
        Assert.Equal(chat.Before, Listed(response, "conversation").Select(turn => $"{turn.GetProperty("role").GetString()}: {turn.GetProperty("content").GetString()}"));
        Assert.Equal(chat.Context, Listed(response, "context").Select(text => text.GetString()));
    }

    private static void AssertModelAndTokens(JsonElement metadata, JsonElement usage)
    {
        Assert.Equal(("gpt-4o-mini", "openai", "stop"), (Text(metadata, "model"), Text(metadata, "provider"), Text(metadata, "finish_reason")));
        Assert.Equal(
            (usage.GetProperty("prompt_tokens").GetInt32(), usage.GetProperty("completion_tokens").GetInt32()),
            (metadata.GetProperty("input_tokens").GetInt32(), metadata.GetProperty("output_tokens").GetInt32()));
    }

    private async Task<List<JsonElement>> ScoredAsync()
    {
        AssayProcess.Finished export = await AssayProcess.RunAsync(_folder.Path, null, "export", "--outcome", "scored");
        Assert.True(export.ExitCode == 0, export.ToString());
        List<JsonElement> responses = [];
        foreach (string line in export.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            JsonElement found = await Service.GetAsync($"/v1/responses/{Text(JsonElement.Parse(line), "id")}");
            responses.Add(Assert.Single(found.GetProperty("revisions").EnumerateArray().Select(revision => revision.GetProperty("response")), response => Output(response) is { Length: > 0 }));
        }

        return responses;
    }

    /// <summary>Spans that arrived and are no responses, by why.</summary>
    private async Task<int> NotJudgedAsync(string why)
    {
        string metrics = await Service.Http.GetStringAsync("/metrics", TestContext.Current.CancellationToken);
        string counter = $"assay_telemetry_records_total{{reason=\"{why}\"}} ";
        return int.Parse(metrics.Split('\n').Single(line => line.StartsWith(counter, StringComparison.Ordinal))[counter.Length..], CultureInfo.InvariantCulture);
    }

    private static string? Output(JsonElement response) => Text(response, "output");

    private static string? Said(JsonElement completion) => Text(completion.GetProperty("choices")[0].GetProperty("message"), "content");

    private static string? Text(JsonElement element, string name) => element.GetProperty(name).GetString();

    private static IEnumerable<JsonElement> Listed(JsonElement response, string name) =>
        response.TryGetProperty(name, out JsonElement list) ? list.EnumerateArray() : [];
}
