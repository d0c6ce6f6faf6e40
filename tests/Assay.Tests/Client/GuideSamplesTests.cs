using Assay.Client;
using Assay.Tests.Conventions;
using Assay.Tests.Testing;
using Microsoft.Extensions.AI;

namespace Assay.Tests.Client;

public sealed class GuideSamplesTests
{
    private const string Page = "docs/guides/client.md";

    [Fact]
    public void Every_sample_of_the_guide_is_compiled_word_for_word() => CompiledSamples.AssertAre(Page, "tests/Assay.Tests/Client/GuideSamples.cs");

    [Fact]
    public void Every_option_and_status_is_explained_with_its_default()
    {
        string page = Source(Page);
        var defaults = new AssayClientOptions();

        Assert.All(
            typeof(AssayClientOptions).GetProperties().Concat(typeof(AssayChatOptions).GetProperties()).Concat(typeof(AssayClientStatus).GetProperties()),
            property => Assert.Contains($"`{property.Name}`", page, StringComparison.Ordinal));
        Assert.Contains($"| `Address` | where the service answers | `{defaults.Address.OriginalString}` |", page, StringComparison.Ordinal);
        Assert.Contains(FormattableString.Invariant($"| {defaults.Capacity:N0} |"), page, StringComparison.Ordinal);
        Assert.Contains($"| {defaults.CapacityBytes / 1024 / 1024} MiB |", page, StringComparison.Ordinal);
        Assert.Contains($"| {defaults.BatchSize} |", page, StringComparison.Ordinal);
        Assert.Contains($"| {defaults.Timeout.TotalSeconds} s |", page, StringComparison.Ordinal);
        Assert.Contains($"| {defaults.GraceOnDispose.TotalSeconds} s |", page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_samples_do_what_the_guide_says()
    {
        var service = new ScriptedService();
        await using AssayClient client = Sent.Client(service, Sent.StandingClock());
        var warnings = new List<string>();

        await GuideSamples.ChatAsync(new ScriptedChatClient().Reply("Yes."), client);
        await GuideSamples.Redact(new ScriptedChatClient().Reply("Charged to 4111111111111111."), client).GetResponseAsync("What now?");
        await client.FlushAsync();
        GuideSamples.Watch(client, warnings.Add);
        Assert.Empty(warnings);
        client.TrySend(new AssayResponse { Input = null!, Output = "" });
        GuideSamples.Watch(client, warnings.Add);

        string sent = string.Concat(service.Requests.Select(r => r.Body));
        Assert.Contains("\"route\":\"refunds\"", sent, StringComparison.Ordinal);
        Assert.Contains("Charged to CARD.", sent, StringComparison.Ordinal);
        Assert.Equal("Assay: 0 wait, 0 dropped, 1 rejected. \"input\" is missing.", Assert.Single(warnings));
    }

    private static string Source(string path) => Repository.Read(path).ReplaceLineEndings("\n");
}
