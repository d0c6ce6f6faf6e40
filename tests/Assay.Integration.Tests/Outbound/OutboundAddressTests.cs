using System.Net;
using Assay.Configuring;
using Assay.Integration.Tests.Contracts;
using Assay.Integration.Tests.Providers;
using Assay.Integration.Tests.Testing;
using Assay.Scoring.Running;
using Assay.Server.Outbound;
using Assay.Server.Outbound.Notices;
using Assay.Surfacing.Outbound;

namespace Assay.Integration.Tests.Outbound;

/// <summary>Whatever address is written or a name leads to, nothing connects to this machine or its networks unasked.</summary>
public sealed class OutboundAddressTests
{
    private const string Secret = "whsec_c2VjcmV0IG9mIGEgdGVzdCwgdHdlbnR5LWZvdXIgYnl0ZXM=";

    /// <summary>Where PORT is that of the canary. Names lead where <see cref="ResolveAsync"/> says.</summary>
    private static readonly string[] Hosts =
    [
        "127.0.0.1", "127.0.0.2", "127.1", "127.0.1", "2130706433", "017700000001", "0177.0.0.1", "0177.0.0.01", "0x7f000001", "0x7f.0.0.1", "0x7f.1", "0X7F000001", "127.0.0.1.",
        "127.000.000.001", "00000177.1", "4294967295.1", "1.2.3.4.5", "0", "0.0.0.0", "0x0", "00.0.0.0", "[::]", "[::1]", "[0:0:0:0:0:0:0:1]", "[0000::0001]", "[::ffff:127.0.0.1]",
        "[::ffff:7f00:1]", "[0:0:0:0:0:ffff:127.0.0.1]", "[::127.0.0.1]", "[::ffff:0:127.0.0.1]", "[64:ff9b::127.0.0.1]", "[64:ff9b::7f00:1]", "[64:ff9b:1::7f00:1]", "[2002:7f00:1::]",
        "[2002:7f00:0001::1]", "[2001:0:7f00:1::80ff:fffe]", "[fe80::1]", "[fe80::1%25lo]", "[::1%25lo]", "[fec0::1]", "[fd00::1]", "[fd00:ec2::254]", "[ff02::1]", "localhost", "LOCALHOST",
        "localhost.", "localhost.localdomain", "ip6-localhost", "127.0.0.1.nip.io", "localtest.me", "loop4.test", "loop6.test", "mapped.test", "translated.test", "both.test", "metadata.test",
        "private.test", "rebinding.test", "empty.test", "metadata.google.internal", "169.254.169.254", "[::ffff:169.254.169.254]", "2852039166", "0xa9fea9fe", "169.254.43518", "100.100.100.200", "168.63.129.16",
        "192.0.0.192", "10.0.0.1", "172.16.0.1", "192.168.0.1", "100.64.0.1", "198.18.0.1", "224.0.0.1", "240.0.0.1", "255.255.255.255", "127。0。0。1", "127．0．0．1", "①②⑦.⓪.⓪.①", "ⓛocalhost",
        "user@127.0.0.1", "user:password@127.0.0.1", "example.com@127.0.0.1", "127.0.0.1%2f@example.com", "127.0.0.1\\@example.com", "127.0.0.1\r\nHost: example.com", "127.0.0.1\t", " 127.0.0.1",
        "%31%32%37.0.0.1", "127.0.0.1%00.example.com", "127.0.0.1#.example.com", "example.com#@127.0.0.1", "",
    ];

    public static TheoryData<string> Urls =>
    [
        .. Hosts.Select(h => $"https://{h}:PORT/hook"), .. Hosts.Select(h => $"http://{h}:PORT/hook"),
        "https:127.0.0.1:PORT", "https:/127.0.0.1:PORT/", "https:\\\\127.0.0.1:PORT\\", "//127.0.0.1:PORT/", "127.0.0.1:PORT", "gopher://127.0.0.1:PORT/", "ftp://127.0.0.1:PORT/",
        "file:///etc/passwd", "file://127.0.0.1:PORT/", "data:text/plain,x", "ws://127.0.0.1:PORT/", "unix:/var/run/docker.sock", "HTTPS://127.0.0.1:PORT/", "https://loop4.test:PORT/../hook?a=b",
    ];

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public static TheoryData<string> MailServers => [.. Hosts];

    [Theory]
    [MemberData(nameof(Urls))]
    public async Task Nothing_connects_to_this_machine_unasked(string url)
    {
        using var canary = new Canary();

        foreach (Way way in (Way[])[Way.Webhook, Way.NoticeWebhook, Way.Slack])
        {
            Assert.IsNotType<Delivery.Done>(await TrySendAsync(url.Replace("PORT", $"{canary.Port}", StringComparison.Ordinal), allowPrivate: false, way));
        }

        Assert.Equal(0, canary.Connections);
    }

    [Theory]
    [MemberData(nameof(MailServers))]
    public async Task No_mail_goes_to_this_machine_unasked(string host)
    {
        using var canary = new Canary();

        Assert.IsNotType<Delivery.Done>(await TrySendAsync($"{host}:{canary.Port}", allowPrivate: false, Way.Email));

        Assert.Equal(0, canary.Connections);
    }

    [Fact]
    public void There_are_enough_of_them() => Assert.InRange(Urls.Count, 80, int.MaxValue);

    [Theory]
    [InlineData("http://127.0.0.1:PORT/")]
    [InlineData("https://127.0.0.1:PORT/")]
    [InlineData("http://localhost:PORT/")]
    [InlineData("http://loop4.test:PORT/")]
    [InlineData("http://both.test:PORT/")]
    [InlineData("http://[::ffff:127.0.0.1]:PORT/")]
    public async Task Asked_to_it_connects(string url)
    {
        using var canary = new Canary();

        foreach ((int tried, Way way) in ((Way[])[Way.Webhook, Way.NoticeWebhook, Way.Slack]).Index())
        {
            await TrySendAsync(url.Replace("PORT", $"{canary.Port}", StringComparison.Ordinal), allowPrivate: true, way);
            Assert.InRange(canary.Connections, tried + 1, int.MaxValue);
        }
    }

    [Theory]
    [InlineData("127.0.0.1")]
    [InlineData("loop4.test")]
    [InlineData("[::ffff:127.0.0.1]")]
    public async Task Asked_to_mail_goes_there(string host)
    {
        using var canary = new Canary();

        await TrySendAsync($"{host}:{canary.Port}", allowPrivate: true, Way.Email);

        Assert.InRange(canary.Connections, 1, int.MaxValue);
    }

    [Theory]
    [InlineData("public.test", "none")]
    [InlineData("metadata.test", "starttls")]
    [InlineData("translated.test", "starttls")]
    public async Task Mail_in_the_clear_stays_in_ones_own_network_and_none_goes_into_disguises(string host, string security)
    {
        Delivery.Failed failed = Assert.IsType<Delivery.Failed>(await TrySendAsync($"{host}:25", allowPrivate: true, Way.Email, security));

        Assert.Contains("no receiver can have|not in your own network".Split('|'), part => failed.Error.Contains(part, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("https://169.254.169.254/")]
    [InlineData("http://metadata.test/")]
    [InlineData("http://[64:ff9b::127.0.0.1]:PORT/")]
    [InlineData("http://translated.test:PORT/")]
    [InlineData("http://public.test:PORT/")]
    public async Task Also_where_private_addresses_are_allowed_disguises_metadata_and_plain_http_outside_are_not(string url)
    {
        using var canary = new Canary();

        Delivery delivery = await TrySendAsync(url.Replace("PORT", $"{canary.Port}", StringComparison.Ordinal), allowPrivate: true);

        Assert.Contains("no receiver can have|not in your own network".Split('|'), part => delivery.ToString().Contains(part, StringComparison.Ordinal));
        Assert.Equal(0, canary.Connections);
    }

    [Fact]
    public async Task A_redirect_is_not_followed()
    {
        using var canary = new Canary();
        await using ReceivingServer server = await ReceivingServer.StartAsync((_, _) => new ReceivingServer.Answer(307) { Headers = [("Location", $"http://127.0.0.1:{canary.Port}/")] });

        foreach (Way way in (Way[])[Way.Webhook, Way.NoticeWebhook, Way.Slack])
        {
            Delivery.Refused refused = Assert.IsType<Delivery.Refused>(await TrySendAsync(server.Address.ToString(), allowPrivate: true, way));

            Assert.Contains("redirects are not followed", refused.Reason, StringComparison.Ordinal);
        }

        Assert.Equal((3, 0), (server.Requests.Count, canary.Connections));
    }

    [Fact]
    public async Task No_more_than_64_kB_of_an_answer_are_read()
    {
        long written = 0;
        var server = new RawServer(async (stream, stop) =>
        {
            await stream.WriteAsync("HTTP/1.1 400 No\r\nContent-Length: 300000000\r\n\r\n"u8.ToArray(), stop);
            var chunk = new byte[16 * 1024];
            while (written < 300_000_000)
            {
                await stream.WriteAsync(chunk, stop);
                written += chunk.Length;
            }
        });

        Assert.IsType<Delivery.Refused>(await TrySendAsync(server.Url, allowPrivate: true));

        await server.DisposeAsync();
        // What the kernel's buffers took besides is read by nobody.
        Assert.InRange(written, 0, 30_000_000);
    }

    [Fact]
    public async Task A_receiver_that_drips_is_left_after_the_deadline()
    {
        await using var server = new RawServer(async (stream, stop) =>
        {
            await stream.WriteAsync("HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n"u8.ToArray(), stop);
            while (true)
            {
                await stream.WriteAsync("x"u8.ToArray(), stop);
                await Task.Delay(TimeSpan.FromMilliseconds(200), TimeProvider.System, stop);
            }
        });
        long begun = TimeProvider.System.GetTimestamp();

        Delivery.Failed failed = Assert.IsType<Delivery.Failed>(await TrySendAsync(server.Url, allowPrivate: true));

        Assert.Contains("no whole answer within 10 s", failed.Error, StringComparison.Ordinal);
        Assert.InRange(TimeProvider.System.GetElapsedTime(begun), TimeSpan.FromSeconds(9), TimeSpan.FromSeconds(20));
    }

    private enum Way
    {
        Webhook,
        NoticeWebhook,
        Slack,
        Email,
    }

    /// <summary>As the service would: reads the configuration, opens the receiver, sends.</summary>
    /// <param name="url">Of mail: host and port.</param>
    private static async Task<Delivery> TrySendAsync(string url, bool allowPrivate, Way way = Way.Webhook, string security = "starttls")
    {
        string allow = $"allow_private: {(allowPrivate ? "true" : "false")}";
        int port = way == Way.Email ? url.LastIndexOf(':') : url.Length;
        string written = string.Concat(url[..port].Select(c => $"\\u{(int)c:x4}"));
        AssayFile file = AssayFileReader.Read(
            "assay.yaml",
            way switch
            {
                Way.Webhook => $"webhooks: {{ops: {{url: \"{written}\", secret_variable: S, {allow}}}}}",
                Way.NoticeWebhook => $"notify: {{ops: {{webhook: {{url: \"{written}\", secret_variable: S, {allow}}}}}}}",
                Way.Slack => $"notify: {{ops: {{slack: {{url_variable: U, {allow}}}}}}}",
                _ => $"notify: {{ops: {{email: {{to: a@b.example, from: c@d.example, host: \"{written}\", port: {url[(port + 1)..]}, security: {security}, {allow}}}}}}}",
            },
            _ => throw new FileNotFoundException());
        if (file.Webhooks.Count + file.Notify.Count == 0)
        {
            return new Delivery.Refused(string.Join(' ', file.Diagnostics), IsAboutContent: false);
        }

        try
        {
            using Receivers receivers = Receivers.Open(file, new Receivers.Surroundings("", TimeProvider.System, name => name == "U" ? url : Secret) { Resolve = ResolveAsync });
            return await receivers.All[0].Receiver.SendAsync([way == Way.Webhook ? Message() : new OutboxMessage.Alerted(TestNotice.At(Material.Noon))], Cancel);
        }
        catch (ConfigurationException e)
        {
            return new Delivery.Refused(e.Message, IsAboutContent: false);
        }
    }

    private static OutboxMessage.Decided Message() => new(Guid.Empty, new DecidedVerdict(
        new ResultRow { Id = "r", Outcome = OutcomeState.Scored, Criteria = [], Judge = "j", JudgeVersion = "v", Body = "{}" }, Revision: 1, Material.Noon, HasOverall: true));

    private static int _turns;

    private static Task<IPAddress[]> ResolveAsync(string name, CancellationToken cancellationToken) => Task.FromResult<IPAddress[]>(name.TrimEnd('.').ToUpperInvariant() switch
    {
        "LOOP6.TEST" => [IPAddress.IPv6Loopback],
        "MAPPED.TEST" => [IPAddress.Parse("::ffff:127.0.0.1")],
        "TRANSLATED.TEST" => [IPAddress.Parse("64:ff9b::7f00:1")],
        "BOTH.TEST" => [IPAddress.Parse("192.0.2.1"), IPAddress.Loopback],
        "METADATA.TEST" => [IPAddress.Parse("169.254.169.254")],
        "PRIVATE.TEST" => [IPAddress.Parse("10.0.0.1"), IPAddress.Loopback],
        "PUBLIC.TEST" => [IPAddress.Parse("8.8.8.8")],
        // Another address each time: the one that was looked at is the one that counts.
        "REBINDING.TEST" => [Interlocked.Increment(ref _turns) % 2 == 0 ? IPAddress.Parse("169.254.169.254") : IPAddress.Loopback],
        "EMPTY.TEST" => [],
        _ => [IPAddress.Loopback],
    });
}
