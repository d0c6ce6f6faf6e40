using Assay.Client;

namespace Assay.Tests.Client;

public sealed class ClientOptionsTests
{
    public static TheoryData<string, AssayClientOptions> Wrong => new()
    {
        { "Address", new AssayClientOptions { Address = new Uri("/here", UriKind.Relative) } },
        { "Address", new AssayClientOptions { Address = new Uri("ftp://assay.example") } },
        { "Key", new AssayClientOptions { Key = "assay_secret\r\nX-Other: 1" } },
        { "Capacity", new AssayClientOptions { Capacity = 0 } },
        { "CapacityBytes", new AssayClientOptions { CapacityBytes = 0 } },
        { "BatchSize", new AssayClientOptions { BatchSize = 0 } },
        { "BatchSize", new AssayClientOptions { BatchSize = 1_001 } },
        { "FlushInterval", new AssayClientOptions { FlushInterval = TimeSpan.Zero } },
        { "Timeout", new AssayClientOptions { Timeout = TimeSpan.FromDays(1) } },
        { "GraceOnDispose", new AssayClientOptions { GraceOnDispose = TimeSpan.FromSeconds(-1) } },
    };

    [Theory]
    [MemberData(nameof(Wrong))]
    public void An_option_that_cannot_be_used_is_told_at_the_start(string option, AssayClientOptions options)
    {
        ArgumentException error = Assert.Throws<ArgumentException>(() => new AssayClient(options));

        Assert.Equal(option, error.ParamName);
        Assert.DoesNotContain("secret", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_client_that_sends_nothing_starts_nothing()
    {
        await using var client = new AssayClient();

        await client.FlushAsync();
        Assert.Equal(new AssayClientStatus(0, 0, 0, 0, false, null, null), client.Status);
    }

    [Fact]
    public async Task The_release_of_the_client_is_that_of_responses_without_one()
    {
        var service = new ScriptedService();
        await using AssayClient client = Sent.Client(service, Sent.StandingClock(), new AssayClientOptions { Release = "v7" });

        client.TrySend(Sent.Response());
        client.TrySend(new AssayResponse { Input = "q", Output = "a", Release = "v8" });
        await client.FlushAsync();

        string body = string.Concat(service.Requests.Select(r => r.Body));
        Assert.Contains("\"release\":\"v7\"", body, StringComparison.Ordinal);
        Assert.Contains("\"release\":\"v8\"", body, StringComparison.Ordinal);
    }
}
