using System.Text;
using Assay.Configuring;
using Assay.Surfacing;
using Assay.Tests.Surfacing.Regressions;

namespace Assay.Tests.Surfacing;

public sealed class ReleaseAnnouncementTests
{
    private static readonly DateTimeOffset Now = new(2026, 3, 10, 15, 20, 0, TimeSpan.Zero);

    [Fact]
    public void Only_a_name_is_needed() => Assert.Equal(new AnnouncedRelease("2.3", Now, null), Read("""{"name": "2.3"}"""));

    [Theory]
    [InlineData("\"2026-03-01T10:00:00+02:00\"", "2026-03-01T08:00:00Z")]
    [InlineData("\"2026-03-01\"", "2026-03-01T00:00:00Z")]
    [InlineData("1772352000", "2026-03-01T08:00:00Z")]
    public void A_time_in_the_past_is_taken(string at, string read) =>
        Assert.Equal(read, Read($$"""{"name": "2.3", "at": {{at}}, "note": "shorter"}""").At.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", System.Globalization.CultureInfo.InvariantCulture));

    [Theory]
    [InlineData("""{"name": "2.3", "at": "2026-03-10T15:30:00Z"}""", "lies in the future")]
    [InlineData("""{"name": "2.3", "at": "yesterday"}""", "`at` is `yesterday`, but must be a time such as")]
    [InlineData("""{"name": "2.3", "at": true}""", "`at` must be a text")]
    [InlineData("""{"name": "  "}""", "`name` must name the release")]
    [InlineData("""{"name": 23}""", "`name` must be a text")]
    [InlineData("""{"nam": "2.3"}""", "Did you mean `name`?")]
    [InlineData("""{"name": "2.3", "author": "x"}""", "Known: name, at, note.")]
    [InlineData("""["2.3"]""", "must be one object")]
    [InlineData("2.3.4", "is no JSON")]
    public void What_cannot_be_read_is_refused_with_what_can(string body, string message) =>
        Assert.Contains(message, Assert.Throws<ConfigurationException>(() => Read(body)).Message, StringComparison.Ordinal);

    [Fact]
    public async Task It_is_said_what_it_is_compared_with_and_that_it_was_announced_before()
    {
        ListedFigures figures = new ListedFigures().Add(new Random(1), Now.AddHours(-9), 5, 2, new Said("2.2"), Population.Overall);
        AnnouncedRelease release = Read("""{"name": "2.3"}""");
        figures.Announced.Add(release);

        (string message, string? before) = await ReleaseAnnouncement.DescribeAsync(figures, release, known: null, Now, TestContext.Current.CancellationToken);
        (string again, _) = await ReleaseAnnouncement.DescribeAsync(figures, release with { At = Now.AddDays(-3) }, release, Now, TestContext.Current.CancellationToken);

        Assert.Equal("2.2", before);
        Assert.Equal("Release 2.3 is announced, as of 2026-03-10 15:20:00 UTC. What occurs since then is compared with release 2.2.", message);
        Assert.StartsWith("Release 2.3 was announced before, as of 2026-03-10 15:20:00 UTC. Nothing was changed.", again, StringComparison.Ordinal);
    }

    private static AnnouncedRelease Read(string body) => ReleaseAnnouncement.Read(Encoding.UTF8.GetBytes(body), Now);
}
