using System.Diagnostics;
using System.IO.Compression;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Assay.Configuring;
using Assay.Providers;
using Assay.Scoring.Judging;
using Microsoft.Extensions.AI;

namespace Assay.Integration.Tests.Providers;

public sealed class ExchangeFaultTests
{
    private const string Body = """{"id":"1","model":"m","choices":[{"index":0,"message":{"role":"assistant","content":"Score: 4"},"finish_reason":"stop"}]}""";
    private static readonly TimeSpan Deadline = TimeSpan.FromMilliseconds(400);

    [Fact]
    public async Task A_whole_reply_arrives_and_its_connection_is_used_again()
    {
        await using RawServer server = RawServer.Answering(RawServer.Ok(Body, "x-request-id: r1"));
        using ChatClientFactory factory = Factory(TimeSpan.FromSeconds(20), server.Url);
        IChatClient client = Client(factory);

        for (int i = 0; i < 3; i++)
        {
            ChatResponse response = await client.GetResponseAsync("x");
            Assert.Equal(("Score: 4", "r1"), (response.Text, response.AdditionalProperties![ReplyProperties.RequestId]));
        }

        Assert.Equal((3, 1), (server.Requests, server.Open));
    }

    [Fact]
    public async Task A_chunked_and_a_compressed_reply_arrive_whole()
    {
        string hex = Encoding.UTF8.GetByteCount(Body).ToString("x", System.Globalization.CultureInfo.InvariantCulture);
        await using RawServer chunked = RawServer.Answering(
            $"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n{hex}\r\n{Body}\r\n0\r\n\r\n");
        byte[] zipped = Gzip(Body);
        await using var compressed = new RawServer((stream, stop) => WriteAsync(
            stream, $"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: {zipped.Length}\r\n\r\n", zipped, stop));
        using ChatClientFactory factory = Factory(TimeSpan.FromSeconds(20), chunked.Url, compressed.Url);

        Assert.Equal("Score: 4", (await Client(factory).GetResponseAsync("x")).Text);
        Assert.Equal("Score: 4", (await Client(factory, "other").GetResponseAsync("x")).Text);
    }

    [Fact]
    public async Task A_server_that_never_answers_is_given_up_at_the_deadline()
    {
        await using RawServer server = RawServer.Hanging();

        (ProviderException error, TimeSpan took) = await FailAsync(server.Url);

        Assert.EndsWith("gave no complete reply within 0.4 s.", error.Message, StringComparison.Ordinal);
        AssertAtDeadline(took);
        await ClosedAsync(server);
    }

    [Fact]
    public async Task A_body_that_drips_is_given_up_at_the_deadline()
    {
        await using var server = new RawServer(async (stream, stop) =>
        {
            await WriteAsync(stream, $"HTTP/1.1 200 OK\r\nContent-Length: {Body.Length}\r\n\r\n", [], stop);
            foreach (byte one in Encoding.UTF8.GetBytes(Body))
            {
                await stream.WriteAsync(new[] { one }, stop);
                await Task.Delay(TimeSpan.FromMilliseconds(30), TimeProvider.System, stop);
            }
        });

        (ProviderException error, TimeSpan took) = await FailAsync(server.Url);

        Assert.Contains("no complete reply within", error.Message, StringComparison.Ordinal);
        AssertAtDeadline(took);
        await ClosedAsync(server);
    }

    [Fact]
    public async Task An_error_status_counts_even_when_its_body_never_comes()
    {
        await using var server = new RawServer(async (stream, stop) =>
        {
            await WriteAsync(stream, "HTTP/1.1 429 Too Many\r\nRetry-After: 2\r\nContent-Length: 100\r\n\r\n", [], stop);
            await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, stop);
        });

        (ProviderException error, _) = await FailAsync(server.Url, ErrorClass.Throttle);

        Assert.Equal(TimeSpan.FromSeconds(2), error.RetryAfter);
    }

    [Fact]
    public async Task A_400_whose_body_is_cut_may_be_tried_again()
    {
        await using var server = new RawServer(async (stream, stop) =>
        {
            await WriteAsync(stream, "HTTP/1.1 400 Bad\r\nContent-Length: 100\r\n\r\n{\"error\"", [], stop);
            stream.Close();
        });

        await FailAsync(server.Url);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_body_of_two_megabytes_is_refused(bool announced)
    {
        byte[] flood = Encoding.UTF8.GetBytes(Body.Replace("Score: 4", new string('x', 2 * 1024 * 1024), StringComparison.Ordinal));
        await using var server = new RawServer(async (stream, stop) =>
        {
            await WriteAsync(stream, "HTTP/1.1 200 OK\r\n" + (announced ? $"Content-Length: {flood.Length}\r\n\r\n" : "Connection: close\r\n\r\n"), flood, stop);
            stream.Close();
        });

        (ProviderException error, _) = await FailAsync(server.Url, deadline: TimeSpan.FromSeconds(20));

        Assert.EndsWith("gave a reply larger than 1 MiB.", error.Message, StringComparison.Ordinal);
        await ClosedAsync(server);
    }

    [Fact]
    public async Task A_small_body_that_unpacks_to_a_large_one_is_refused()
    {
        byte[] bomb = Gzip(new string(' ', 64 * 1024 * 1024));
        await using var server = new RawServer((stream, stop) => WriteAsync(
            stream, $"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: {bomb.Length}\r\n\r\n", bomb, stop));

        (ProviderException error, _) = await FailAsync(server.Url, deadline: TimeSpan.FromSeconds(20));

        Assert.Contains("larger than 1 MiB", error.Message, StringComparison.Ordinal);
    }

    public static TheoryData<string> BrokenReplies => new()
    {
        "HTTP/1.1 200 OK\r\nContent-Length: 500\r\n\r\n" + Body,
        $"HTTP/1.1 200 OK\r\nContent-Length: {Body.Length - 10}\r\n\r\n" + Body,
        "HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n" + Body[..^5],
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n20\r\n" + Body[..32] + "\r\n",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n" + Body,
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\n" + Body,
        "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n",
        "HTTP/1.1 204 No Content\r\n\r\n",
        "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 26\r\n\r\n<html>please log in</html>",
        "HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 11\r\n\r\nnot gzipped",
        "HTTP/1.1 500 Oops\r\nContent-Length: 0\r\n\r\n",
        "SSH-2.0-OpenSSH_9.2\r\n",
        "",
    };

    [Theory]
    [MemberData(nameof(BrokenReplies))]
    public async Task A_broken_reply_is_transient_and_nothing_is_read_from_it(string reply)
    {
        await using var server = new RawServer(async (stream, stop) =>
        {
            await WriteAsync(stream, reply, [], stop);
            stream.Close();
        });

        (ProviderException error, _) = await FailAsync(server.Url, deadline: TimeSpan.FromSeconds(20));

        Assert.False(error.Unreachable);
        Assert.StartsWith($"local ({server.Url[..^3]}) ", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0.5)]
    [InlineData(0.9)]
    public async Task A_cut_compressed_body_is_transient(double share)
    {
        byte[] whole = Gzip(Body);
        byte[] cut = whole[..(int)(whole.Length * share)];
        await using var server = new RawServer((stream, stop) => WriteAsync(
            stream, $"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: {cut.Length}\r\n\r\n", cut, stop));

        await FailAsync(server.Url, deadline: TimeSpan.FromSeconds(20));
    }

    [Fact]
    public async Task A_redirect_is_not_followed_and_pauses_the_judge()
    {
        await using RawServer target = RawServer.Answering(RawServer.Ok(Body));
        await using RawServer server = RawServer.Answering(
            $"HTTP/1.1 307 Moved\r\nLocation: {target.Url}/chat/completions\r\nContent-Length: 0\r\n\r\n");

        await FailAsync(server.Url, ErrorClass.Judge, TimeSpan.FromSeconds(20));

        Assert.Equal(0, target.Requests);
    }

    [Fact]
    public async Task A_refused_connection_is_unreachable_and_names_the_address_only()
    {
        var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        int port = ((IPEndPoint)listener.LocalEndpoint).Port;
        listener.Stop();

        (ProviderException error, _) = await FailAsync($"http://127.0.0.1:{port}/v1?key=canary-value", deadline: TimeSpan.FromSeconds(20));

        Assert.True(error.Unreachable);
        Assert.Contains($"http://127.0.0.1:{port}", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("canary", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_host_without_an_address_is_unreachable()
    {
        (ProviderException error, _) = await FailAsync("http://no-such-host.invalid/v1", deadline: TimeSpan.FromSeconds(20));

        Assert.True(error.Unreachable);
    }

    [Fact]
    public async Task Plain_text_where_tls_is_expected_is_unreachable()
    {
        var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        Task answering = Task.Run(async () =>
        {
            using TcpClient client = await listener.AcceptTcpClientAsync();
            await client.GetStream().WriteAsync("HTTP/1.1 400 Bad Request\r\n\r\n"u8.ToArray());
        });

        (ProviderException error, _) = await FailAsync(
            $"https://127.0.0.1:{((IPEndPoint)listener.LocalEndpoint).Port}/v1", deadline: TimeSpan.FromSeconds(20));

        await answering;
        listener.Stop();
        Assert.True(error.Unreachable);
    }

    [Fact]
    public async Task The_callers_own_cancellation_stays_one()
    {
        await using RawServer server = RawServer.Hanging();
        using ChatClientFactory factory = Factory(TimeSpan.FromSeconds(20), server.Url);
        using var cancel = new CancellationTokenSource();

        Task<ChatResponse> call = Client(factory).GetResponseAsync("x", cancellationToken: cancel.Token);
        while (server.Requests == 0)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(5), TimeProvider.System);
        }

        await cancel.CancelAsync();
        OperationCanceledException error = await Assert.ThrowsAnyAsync<OperationCanceledException>(() => call);
        Assert.Equal(cancel.Token, error.CancellationToken);
        await ClosedAsync(server);
    }

    [Fact]
    public async Task A_hanging_provider_does_not_hold_up_another()
    {
        await using RawServer hanging = RawServer.Hanging();
        await using RawServer healthy = RawServer.Answering(RawServer.Ok(Body));
        using ChatClientFactory factory = Factory(TimeSpan.FromSeconds(20), hanging.Url, healthy.Url);
        using var cancel = new CancellationTokenSource();
        List<Task> stuck = [.. Enumerable.Range(0, 50).Select(
            _ => (Task)Client(factory).GetResponseAsync("x", cancellationToken: cancel.Token))];

        ChatResponse[] replies = await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => Client(factory, "other").GetResponseAsync("x")));

        Assert.All(replies, reply => Assert.Equal("Score: 4", reply.Text));
        Assert.DoesNotContain(stuck, task => task.IsCompleted);
        await cancel.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Task.WhenAll(stuck));
    }

    private static ChatClientFactory Factory(TimeSpan deadline, params string[] urls) => new(
        urls.Select((url, i) => Local(i == 0 ? "local" : "other", url)).ToDictionary(settings => settings.Name),
        _ => null,
        TimeProvider.System,
        new ProviderLimits(deadline));

    private static ProviderSettings Local(string name, string url) =>
        new() { Name = name, Format = WireFormat.OpenAi, BaseUrl = new Uri(url) };

    private static IChatClient Client(ChatClientFactory factory, string provider = "local") =>
        factory.Create(new ModelReference(provider, "m"));

    private static async Task<(ProviderException Error, TimeSpan Took)> FailAsync(
        string url, ErrorClass expected = ErrorClass.Transient, TimeSpan? deadline = null)
    {
        using ChatClientFactory factory = Factory(deadline ?? Deadline, url);
        long start = Stopwatch.GetTimestamp();
        ProviderException error = await Assert.ThrowsAsync<ProviderException>(() => Client(factory).GetResponseAsync("x"));
        TimeSpan took = Stopwatch.GetElapsedTime(start);
        Assert.Equal(expected, error.Class);
        return (error, took);
    }

    private static void AssertAtDeadline(TimeSpan took) => Assert.InRange(took, Deadline - TimeSpan.FromMilliseconds(50), Deadline + TimeSpan.FromSeconds(1));

    /// <summary>The connection of a call that was given up does not stay behind.</summary>
    private static async Task ClosedAsync(RawServer server)
    {
        for (int i = 0; i < 200 && server.Open > 0; i++)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(10), TimeProvider.System);
        }

        Assert.Equal(0, server.Open);
    }

    private static byte[] Gzip(string text)
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Fastest))
        {
            gzip.Write(Encoding.UTF8.GetBytes(text));
        }

        return packed.ToArray();
    }

    private static async Task WriteAsync(NetworkStream stream, string head, byte[] body, CancellationToken stop)
    {
        await stream.WriteAsync(Encoding.UTF8.GetBytes(head), stop);
        await stream.WriteAsync(body, stop);
    }
}
