using Assay.Configuring;
using Assay.Providers;
using Assay.Scoring.Judging;

namespace Assay.Integration.Tests.Providers;

public sealed class KeyFileTests : IDisposable
{
    private readonly string _file = Path.Combine(Path.GetTempPath(), $"assay-key-{Guid.NewGuid():N}");

    [Fact]
    public async Task A_key_file_is_read_once_and_trimmed()
    {
        await File.WriteAllTextAsync(_file, "  canary-key-1\n");
        await using RawServer server = RawServer.Answering("HTTP/1.1 401 No\r\nContent-Length: 12\r\n\r\ncanary-key-1");
        using ChatClientFactory factory = Factory(server.Url);
        factory.Create(new ModelReference("gateway", "a"));
        File.Delete(_file);

        ProviderException error = await Assert.ThrowsAsync<ProviderException>(
            () => factory.Create(new ModelReference("gateway", "b")).GetResponseAsync([]));

        Assert.Contains(_file, error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("canary", error.ToString(), StringComparison.Ordinal);
        Assert.Contains("authorization: bearer canary-key-1\r\n", server.LastRequest, StringComparison.OrdinalIgnoreCase);
    }

    [Theory]
    [InlineData(null, "cannot be read")]
    [InlineData(" \n", "is empty")]
    [InlineData("canary-key-1\ncanary-key-2", "holds a character")]
    public async Task A_key_file_that_is_no_use_is_refused(string? content, string expected)
    {
        if (content is not null)
        {
            await File.WriteAllTextAsync(_file, content);
        }

        using ChatClientFactory factory = Factory("https://gateway/v1");

        var error = Assert.Throws<ProviderConfigurationException>(() => factory.Create(new ModelReference("gateway", "m")));

        Assert.Contains(expected, error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("canary", error.ToString(), StringComparison.Ordinal);
    }

    public void Dispose() => File.Delete(_file);

    private ChatClientFactory Factory(string url)
    {
        var settings = new ProviderSettings { Name = "gateway", Format = WireFormat.OpenAi, BaseUrl = new Uri(url), KeyFile = _file };
        return new ChatClientFactory(
            new Dictionary<string, ProviderSettings> { ["gateway"] = settings },
            _ => null,
            TimeProvider.System,
            new ProviderLimits(TimeSpan.FromSeconds(20)));
    }
}
