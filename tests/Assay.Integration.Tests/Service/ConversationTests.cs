using System.Globalization;
using System.Net;
using System.Text.Json;
using Assay.Integration.Tests.Testing;
using Assay.Simulator;

namespace Assay.Integration.Tests.Service;

/// <summary>Conversations that go on while they are judged, and judges that wait.</summary>
public sealed class ConversationTests
{
    [Fact]
    public async Task A_conversation_is_judged_when_it_is_closed_and_again_when_it_goes_on()
    {
        using var folder = new TemporaryFolder();
        await using LoggedProvider provider = await LoggedProvider.StartAsync();
        using ServiceProcess service = await StartAsync(folder, provider, "conversations: { idle: 1h }");

        await service.PostAsync($"{Chat("a", 1)}\n{Chat("a", 2)}\n{Chat("b", 1)}");
        await service.PostAsync(Chat("a", 3));
        JsonElement waiting = await service.TotalAsync();
        (HttpStatusCode status, JsonElement closed) = await service.PostAsync(Chat("a", 3, closed: true));
        await ScoredAsync(service, 1);
        await service.PostAsync(Chat("a", 4, closed: true));
        await ScoredAsync(service, 2);
        JsonElement[] revisions = [.. (await service.GetAsync("/v1/responses/a")).GetProperty("revisions").EnumerateArray()];
        JsonElement list = await service.GetAsync("/v1/responses");
        JsonElement all = await service.GetAsync("/v1/responses?revisions=all");
        JsonElement quality = await service.GetAsync("/v1/quality");

        Assert.Equal((2, 0), (waiting.GetProperty("owed").GetInt32(), waiting.GetProperty("scored").GetInt32()));
        Assert.Equal((HttpStatusCode.Accepted, 1), (status, closed.GetProperty("known").GetInt32()));
        Assert.Equal(["superseded", "superseded", null, null], revisions.Select(r => Result(r).GetProperty("reason").GetString()));
        Assert.Equal(["a 4 scored", "b 1 owed"], Listed(list).Order(StringComparer.Ordinal));
        Assert.Equal(5, Listed(all).Count());
        Assert.Equal(1, quality.GetProperty("coverage").GetProperty("scored").GetInt32());
        Assert.Equal(2, (await provider.EndAsync()).Count);
        AssayProcess.Finished why = await AssayProcess.RunAsync(folder.Path, null, "why", "a");
        Assert.Contains("revision 4 of 4", why.Output, StringComparison.Ordinal);
        Assert.Contains("The conversation went on", why.Output, StringComparison.Ordinal);
        Assert.Contains("waits in case the conversation goes on", (await AssayProcess.RunAsync(folder.Path, null, "why", "b")).Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_conversation_that_is_idle_is_judged()
    {
        using var folder = new TemporaryFolder();
        await using LoggedProvider provider = await LoggedProvider.StartAsync();
        using ServiceProcess service = await StartAsync(folder, provider, "conversations: { idle: 1s }");

        await service.PostAsync(string.Join('\n', Enumerable.Range(1, 20).Select(i => Chat("a", i))));
        JsonElement total = await service.SettledAsync();

        Assert.Equal((1, 19), (total.GetProperty("scored").GetInt32(), total.GetProperty("skipped").GetProperty("superseded").GetInt32()));
        Assert.Single(await provider.EndAsync());
    }

    [Fact]
    public async Task Another_answer_under_the_id_of_a_conversation_is_refused_as_before()
    {
        using var folder = new TemporaryFolder();
        using ServiceProcess service = await ServiceProcess.StartOfflineAsync(folder.Path);
        await service.PostAsync(Chat("a", 2));

        (HttpStatusCode status, JsonElement body) = await service.PostAsync(Chat("a", 2).Replace("Answer 2", "Something else", StringComparison.Ordinal));

        Assert.Equal(HttpStatusCode.UnprocessableEntity, status);
        Assert.Contains("Another response is stored under this id", body.GetProperty("errors")[0].GetProperty("error").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_judge_with_a_buffer_waits_until_it_is_full_also_across_a_restart()
    {
        using var folder = new TemporaryFolder();
        await using LoggedProvider provider = await LoggedProvider.StartAsync();
        using (ServiceProcess first = await StartAsync(folder, provider, "trigger: { buffer: 5 }"))
        {
            await first.PostAsync(string.Join('\n', Enumerable.Range(0, 3).Select(i => Chat($"r{i}", 1))));
            JsonElement waits = await WaitingAsync(first, w => w.GetProperty("owed").GetInt32() == 3);
            Assert.Equal(5, waits.GetProperty("buffer").GetInt32());
            Assert.Equal(0, (await first.StopAsync()).ExitCode);
        }

        using ServiceProcess service = await StartAsync(folder, provider, "trigger: { buffer: 5 }");
        await WaitingAsync(service, w => w.GetProperty("owed").GetInt32() == 3);
        long before = provider.RequestCount;
        await service.PostAsync($"{Chat("r3", 1)}\n{Chat("r4", 1)}");
        await ScoredAsync(service, 5);
        await service.PostAsync(Chat("r5", 1));
        await WaitingAsync(service, w => w.GetProperty("owed").GetInt32() == 1);

        Assert.Equal(0, before);
        Assert.Equal(1, (await service.TotalAsync()).GetProperty("owed").GetInt32());
        Assert.Equal(5, (await provider.EndAsync()).Count);
    }

    [Fact]
    public async Task A_judge_with_an_interval_judges_what_came_together_and_tells_when()
    {
        using var folder = new TemporaryFolder();
        await using LoggedProvider provider = await LoggedProvider.StartAsync();
        DateTimeOffset start = TimeProvider.System.GetUtcNow();
        using ServiceProcess service = await StartAsync(folder, provider, "trigger: { interval: 2s, schedule: \"0 3 1 1 *\" }");
        JsonElement waits = await WaitingAsync(service, _ => true);

        await service.PostAsync($"{Chat("a", 1)}\n{Chat("b", 1)}");
        JsonElement total = await service.SettledAsync();

        // The interval comes first, not the new year.
        Assert.InRange(DateTimeOffset.Parse(waits.GetProperty("next_at").GetString()!, CultureInfo.InvariantCulture), start, start + TimeSpan.FromMinutes(1));
        Assert.Equal(2, total.GetProperty("scored").GetInt32());
    }

    [Fact]
    public async Task What_a_provider_refused_of_a_full_buffer_does_not_wait_for_another()
    {
        using var folder = new TemporaryFolder();
        await using LoggedProvider refusing = await LoggedProvider.StartAsync(new SimulatorOptions { ApiKey = "another" });
        using ServiceProcess service = await StartAsync(folder, refusing, "trigger: { buffer: 4 }");
        await service.PostAsync(string.Join('\n', Enumerable.Range(0, 4).Select(i => Chat($"r{i}", 1))));
        await UntilAsync(async () => State(await service.GetAsync("/v1/judges")) == "paused");
        // Fewer are owed now than the buffer holds.
        Assert.Equal(0, (await AssayProcess.RunAsync(folder.Path, null, "delete", "--id", "r0")).ExitCode);
        await refusing.EndAsync();

        int port = new Uri(refusing.Environment["OPENAI_BASE_URL"]).Port;
        await using ProviderSimulator provider = await ProviderSimulator.StartAsync(new SimulatorOptions { Port = port }, TestContext.Current.CancellationToken);

        await ScoredAsync(service, 3);
    }

    [Fact]
    public async Task A_log_in_which_conversations_grow_brings_their_revisions()
    {
        using var folder = new TemporaryFolder();
        await using LoggedProvider provider = await LoggedProvider.StartAsync();
        Directory.CreateDirectory(folder.File("logs"));
        folder.Write("logs/chats.jsonl", $"{Chat("a", 1)}\n{Chat("b", 1)}\n{Chat("a", 2)}\n{Chat("a", 3, closed: true)}\n");
        Write(folder, "conversations: { idle: 1h }", "sources: { logs: { kind: folder, files: logs/*.jsonl, interval: 1s } }");
        using ServiceProcess service = await ServiceProcess.StartAsync(folder.Path, provider.Environment, 0);

        await ScoredAsync(service, 1);

        JsonElement list = await service.GetAsync("/v1/responses");
        Assert.Equal(["a 3 scored", "b 1 owed"], Listed(list).Order(StringComparer.Ordinal));
    }

    private static Task<ServiceProcess> StartAsync(TemporaryFolder folder, LoggedProvider provider, string terms)
    {
        Write(folder, terms);
        return ServiceProcess.StartAsync(folder.Path, provider.Environment, 0);
    }

    private static void Write(TemporaryFolder folder, string terms, string more = "") => folder.Write("assay.yaml", $$"""
        free: true
        {{more}}
        judges:
          desk:
            model: openai:sim
            rubric: { criteria: { helpful: { question: "Does it help?", scale: 1-5 } } }
            {{terms}}
        """);

    /// <summary>A chat after so many questions and answers.</summary>
    private static string Chat(string id, int exchanges, bool closed = false) => JsonSerializer.Serialize(new Dictionary<string, object>
    {
        ["id"] = id,
        ["conversation"] = Enumerable.Range(1, exchanges).SelectMany(i => new[] { new { role = "user", content = $"Question {i} of {id}?" }, new { role = "assistant", content = $"Answer {i}." } }),
        ["closed"] = closed,
    });

    private static JsonElement Result(JsonElement revision) => revision.GetProperty("judgments")[0].GetProperty("result");

    private static IEnumerable<string> Listed(JsonElement page) =>
        page.GetProperty("outcomes").EnumerateArray().Select(o => $"{o.GetProperty("id").GetString()} {o.GetProperty("revision").GetInt32()} {o.GetProperty("outcome").GetString()}");

    private static string? State(JsonElement judges) => judges.GetProperty("judges")[0].GetProperty("state").GetString();

    private static Task ScoredAsync(ServiceProcess service, int count) => UntilAsync(async () => (await service.TotalAsync()).GetProperty("scored").GetInt32() == count);

    private static async Task<JsonElement> WaitingAsync(ServiceProcess service, Func<JsonElement, bool> holds)
    {
        JsonElement found = default;
        await UntilAsync(async () =>
        {
            JsonElement judges = await service.GetAsync("/v1/judges");
            return State(judges) == "waiting" && judges.GetProperty("judges")[0].TryGetProperty("waits_for", out found) && holds(found);
        });
        return found;
    }

    private static async Task UntilAsync(Func<Task<bool>> holds)
    {
        while (!await holds())
        {
            await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System, TestContext.Current.CancellationToken);
        }
    }
}
