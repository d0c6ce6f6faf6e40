using System.IO.Compression;
using System.Net;
using System.Text;
using System.Text.Json;
using Assay.Integration.Tests.Testing;

namespace Assay.Integration.Tests.Service;

/// <summary>What comes in over HTTP, and what the sender is told.</summary>
public sealed class IntakeTests(IntakeTests.Running running) : IClassFixture<IntakeTests.Running>
{
    private const string Good = """{"input":"How long does delivery take?","output":"Between two and four days."}""";

    [Fact]
    public async Task One_response_an_array_and_lines_are_taken_in()
    {
        (HttpStatusCode one, JsonElement answer) = await running.Service.PostAsync("""{"id":"shape-1","input":"q","output":"a"}""");
        (HttpStatusCode array, _) = await running.Service.PostAsync("""[{"id":"shape-2","input":"q","output":"a"}, {"id":"shape-3","input":"q","output":"a"}]""");
        (HttpStatusCode lines, _) = await running.Service.PostAsync("{\"id\":\"shape-4\",\"input\":\"q\",\"output\":\"a\"}\n\n{\"id\":\"shape-5\",\"input\":\"q\",\"output\":\"a\"}\r\n");
        (HttpStatusCode pretty, _) = await running.Service.PostAsync("{\n  \"id\": \"shape-6\",\n  \"input\": \"q\",\n  \"output\": \"a\"\n}");

        Assert.Equal([HttpStatusCode.Accepted, HttpStatusCode.Accepted, HttpStatusCode.Accepted, HttpStatusCode.Accepted], [one, array, lines, pretty]);
        Assert.Equal("shape-1", Assert.Single(answer.GetProperty("ids").EnumerateArray()).GetString());
        foreach (int i in Enumerable.Range(1, 6))
        {
            JsonElement trail = await running.Service.GetAsync($"/v1/responses/shape-{i}");
            Assert.Equal("q", trail.GetProperty("revisions")[0].GetProperty("response").GetProperty("input").GetString());
        }
    }

    [Fact]
    public async Task A_packed_body_is_unpacked()
    {
        (HttpStatusCode status, JsonElement answer) = await running.Service.PostAsync("", encoding: "gzip", bytes: Packed("""{"id":"packed","input":"q","output":"a"}"""));

        Assert.Equal((HttpStatusCode.Accepted, 1), (status, answer.GetProperty("accepted").GetInt32()));
    }

    [Fact]
    public async Task Sending_a_response_again_changes_nothing()
    {
        const string body = """{"id":"again","input":"q","output":"a"}""";

        (HttpStatusCode first, JsonElement one) = await running.Service.PostAsync(body);
        (HttpStatusCode second, JsonElement two) = await running.Service.PostAsync("""{"output":"a","input":"q","id":"again"}""");

        Assert.Equal((HttpStatusCode.Accepted, 1, 0), (first, one.GetProperty("accepted").GetInt32(), one.GetProperty("known").GetInt32()));
        Assert.Equal((HttpStatusCode.Accepted, 0, 1), (second, two.GetProperty("accepted").GetInt32(), two.GetProperty("known").GetInt32()));
        Assert.Single((await running.Service.GetAsync("/v1/responses/again")).GetProperty("revisions").EnumerateArray());
    }

    [Fact]
    public async Task Another_response_under_a_known_id_is_refused()
    {
        await running.Service.PostAsync("""{"id":"taken","input":"q","output":"a"}""");

        (HttpStatusCode status, JsonElement answer) = await running.Service.PostAsync("""{"id":"taken","input":"q","output":"another"}""");

        Assert.Equal(HttpStatusCode.UnprocessableEntity, status);
        Assert.Equal("taken", answer.GetProperty("errors")[0].GetProperty("id").GetString());
    }

    [Fact]
    public async Task A_request_that_is_sent_again_under_its_key_gets_the_same_answer()
    {
        (HttpStatusCode first, JsonElement one) = await running.Service.PostAsync(Good, "key-1");
        (HttpStatusCode again, JsonElement two) = await running.Service.PostAsync(Good, "key-1");
        (HttpStatusCode other, _) = await running.Service.PostAsync("""{"input":"q","output":"other"}""", "key-1");
        HttpStatusCode[] refused = [.. await Task.WhenAll(Enumerable.Range(0, 3).Select(async _ => (await running.Service.PostAsync("""{"input":"q"}""", "key-2")).Status))];

        Assert.Equal([HttpStatusCode.Accepted, HttpStatusCode.Accepted, HttpStatusCode.UnprocessableEntity], [first, again, other]);
        Assert.Equal(one.GetRawText(), two.GetRawText());
        Assert.All(refused, r => Assert.Equal(HttpStatusCode.BadRequest, r));
    }

    [Fact]
    public async Task Fifty_requests_at_once_under_one_key_are_one()
    {
        string body = string.Join('\n', Enumerable.Range(0, 20).Select(i => $$"""{"input":"once {{i}}","output":"a"}"""));
        long before = (await running.Service.TotalAsync()).GetProperty("accepted").GetInt64();

        (HttpStatusCode Status, JsonElement Body)[] answers = await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => running.Service.PostAsync(body, "key-50")));

        Assert.All(answers, a => Assert.Equal(HttpStatusCode.Accepted, a.Status));
        Assert.Single(answers.Select(a => a.Body.GetRawText()).Distinct());
        Assert.InRange((await running.Service.TotalAsync()).GetProperty("accepted").GetInt64(), before + 20, long.MaxValue);
    }

    [Theory]
    [InlineData("", "empty")]
    [InlineData("[]]", "not valid JSON")]
    [InlineData("""{"input":"q"}""", "\"output\" is missing")]
    [InlineData("17", "must be an object")]
    [InlineData("""{"input":"q","output":"a","context":[1]}""", "context")]
    public async Task A_body_of_which_nothing_can_be_used_is_refused_with_what_is_wrong(string body, string expected)
    {
        (HttpStatusCode status, JsonElement answer) = await running.Service.PostAsync(body);

        Assert.Equal(HttpStatusCode.BadRequest, status);
        string said = answer.TryGetProperty("errors", out JsonElement errors) ? errors[0].GetProperty("error").GetString()! : answer.GetProperty("detail").GetString()!;
        Assert.Contains(expected, said, StringComparison.Ordinal);
    }

    public static TheoryData<string, string> Poison => new()
    {
        { "a NUL", """{"id":"poison-nul","input":"q\u0000","output":"a"}""" },
        { "a lone surrogate", """{"id":"poison-surrogate","input":"q \ud800","output":"a"}""" },
        { "an id of 9 kB", $$"""{"id":"{{new string('i', 9_000)}}","input":"q","output":"a"}""" },
        { "an output of 2 MiB", $$"""{"id":"poison-long","input":"q","output":"{{new string('o', 2 * 1024 * 1024)}}"}""" },
        { "10,000 levels", $$"""{"id":"poison-deep","input":"q","output":"a","deep":{{new string('[', 10_000)}}{{new string(']', 10_000)}}}""" },
        { "a number that is none", """{"id":"poison-nan","input":"q","output":"a","n":NaN}""" },
        { "a huge number", """{"id":"poison-huge","input":"q","output":"a","n":1e400}""" },
        { "the year 9999", """{"id":"poison-year","input":"q","output":"a","occurred_at":"9999-12-31T23:59:59Z"}""" },
        { "a field twice", """{"id":"poison-twice","input":"q","input":"other","output":"a"}""" },
        { "hidden characters", "{\"id\":\"poison-hidden\",\"input\":\"q\u200b\u202e\",\"output\":\"a\u001b[2J\"}" },
        { "100,000 fields", $$"""{"id":"poison-wide","input":"q","output":"a",{{string.Join(',', Enumerable.Range(0, 100_000).Select(i => $"\"f{i}\":1"))}}}""" },
        { "nothing in it", "{}" },
    };

    [Theory]
    [MemberData(nameof(Poison))]
    public async Task A_record_that_cannot_be_taken_in_leaves_its_neighbours_alone(string poison, string record)
    {
        string mark = poison.Replace(' ', '-');
        string body = $$"""
            {"id":"before-{{mark}}","input":"q","output":"a"}
            {{record}}
            {"id":"after-{{mark}}","input":"q","output":"a"}
            """;

        (HttpStatusCode status, JsonElement answer) = await running.Service.PostAsync(body);

        Assert.True(status is HttpStatusCode.Accepted or HttpStatusCode.MultiStatus, $"{status} {answer}");
        Assert.InRange(answer.GetProperty("accepted").GetInt32(), 2, 3);
        Assert.Equal(3, answer.GetProperty("accepted").GetInt32() + answer.GetProperty("rejected").GetInt32());
        await running.Service.GetAsync($"/v1/responses/before-{mark}");
        await running.Service.GetAsync($"/v1/responses/after-{mark}");
    }

    [Fact]
    public async Task A_body_that_is_cut_off_damaged_or_packed_twice_is_refused()
    {
        byte[] packed = Packed(string.Join('\n', Enumerable.Repeat(Good, 500)));
        byte[] damaged = [.. packed];
        damaged[^6] ^= 0xff;

        Assert.Equal(HttpStatusCode.BadRequest, (await running.Service.PostAsync("", encoding: "gzip", bytes: packed[..^9])).Status);
        Assert.Equal(HttpStatusCode.BadRequest, (await running.Service.PostAsync("", encoding: "gzip", bytes: packed[..(packed.Length / 2)])).Status);
        Assert.Equal(HttpStatusCode.BadRequest, (await running.Service.PostAsync("", encoding: "gzip", bytes: damaged)).Status);
        Assert.Equal(HttpStatusCode.BadRequest, (await running.Service.PostAsync("", encoding: "gzip", bytes: "garbage"u8.ToArray())).Status);
        Assert.Equal(HttpStatusCode.UnsupportedMediaType, (await running.Service.PostAsync(Good, encoding: "zstd")).Status);
        Assert.Equal(HttpStatusCode.UnsupportedMediaType, (await running.Service.PostAsync(Good, encoding: "gzip, gzip")).Status);
    }

    [Fact]
    public async Task Bodies_over_the_limit_are_refused_so_that_the_sender_sees_it()
    {
        byte[] limit = Encoding.UTF8.GetBytes(Good.PadRight(5 * 1024 * 1024));

        Assert.Equal(HttpStatusCode.Accepted, (await running.Service.PostAsync("", bytes: limit)).Status);
        for (int i = 0; i < 10; i++)
        {
            Assert.Equal(HttpStatusCode.RequestEntityTooLarge, (await running.Service.PostAsync("", bytes: [.. limit, (byte)' '])).Status);
        }

        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, (await running.Service.PostAsync("", bytes: new byte[21 * 1024 * 1024])).Status);
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, (await running.Service.PostAsync("", encoding: "gzip", bytes: Packed(new string(' ', 512 * 1024 * 1024)))).Status);
    }

    [Fact]
    public async Task What_nothing_answers_to_is_not_found()
    {
        using HttpResponseMessage response = await running.Service.Http.GetAsync("/v1/nothing", TestContext.Current.CancellationToken);
        using HttpResponseMessage missing = await running.Service.Http.GetAsync("/v1/responses/never-sent", TestContext.Current.CancellationToken);

        using HttpResponseMessage wrong = await running.Service.Http.DeleteAsync("/v1/responses", TestContext.Current.CancellationToken);
        await running.Service.PostAsync("""{"id":"chat/1 x","input":"q","output":"a"}""");

        Assert.Equal((HttpStatusCode.NotFound, HttpStatusCode.NotFound, HttpStatusCode.MethodNotAllowed), (response.StatusCode, missing.StatusCode, wrong.StatusCode));
        await running.Service.GetAsync("/v1/responses/chat%2F1%20x");
    }

    private static byte[] Packed(string text)
    {
        using var target = new MemoryStream();
        using (var gzip = new GZipStream(target, CompressionLevel.Fastest))
        {
            gzip.Write(Encoding.UTF8.GetBytes(text));
        }

        return target.ToArray();
    }

    public sealed class Running : IAsyncLifetime
    {
        private readonly TemporaryFolder _folder = new();
        private ServiceProcess? _service;

        internal ServiceProcess Service => _service!;

        public async ValueTask InitializeAsync() => _service = await ServiceProcess.StartOfflineAsync(_folder.Path);

        public async ValueTask DisposeAsync()
        {
            AssayProcess.Finished finished = await Service.StopAsync();
            Assert.True(finished.ExitCode == 0, finished.ToString());
            AssayProcess.Finished doctor = await AssayProcess.RunAsync(_folder.Path, null, "doctor");
            Assert.True(doctor.ExitCode == 0, doctor.ToString());
            Service.Dispose();
            _folder.Dispose();
        }
    }
}
