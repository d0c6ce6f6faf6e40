using Assay.Surfacing;
using Assay.Tests.Surfacing.Regressions;

namespace Assay.Tests.Surfacing;

public sealed class ReleasesTests
{
    private static readonly DateTimeOffset Start = new(2026, 3, 2, 0, 0, 0, TimeSpan.Zero);

    private readonly ListedFigures _figures = new ListedFigures()
        .Add(new Random(1), Start, 10, 2, new Said("1.0"), Population.Overall).Add(new Random(1), Start.AddHours(10), 20, 2, new Said("1.1"), Population.Overall);

    [Fact]
    public async Task What_responses_name_and_what_was_announced_stand_in_one_line_of_time()
    {
        _figures.Announced.Add(new AnnouncedRelease("1.2", Start.AddHours(20).AddMinutes(40), "new prompt"));

        IReadOnlyList<KnownRelease> releases = await ReadAsync(30);

        Assert.Equal(["1.0 0 10 named", "1.1 10 20 named", "1.2 20  "], releases.Select(r => $"{r.Name} {(r.Begin - Start).TotalHours} {(r.End - Start)?.TotalHours} {(r.IsNamed ? "named" : "")}"));
        Assert.Equal("new prompt", releases[2].Note);
    }

    [Fact]
    public async Task What_responses_say_themselves_goes_before_what_was_announced()
    {
        _figures.Announced.Add(new AnnouncedRelease("1.1", Start.AddHours(3), "early"));

        KnownRelease release = (await ReadAsync(30))[1];

        Assert.Equal(("1.1", Start.AddHours(10), true, "early"), (release.Name, release.Begin, release.IsNamed, release.Note));
    }

    [Fact]
    public async Task What_goes_out_later_is_not_known_yet()
    {
        _figures.Announced.Add(new AnnouncedRelease("1.2", Start.AddHours(25), null));

        Assert.Equal(2, (await ReadAsync(25)).Count);
        Assert.Equal(3, (await ReadAsync(26)).Count);
    }

    [Fact]
    public async Task The_one_that_was_there_at_the_beginning_is_no_event()
    {
        IReadOnlyList<KnownRelease> whole = await Releases.ReadEventsAsync(_figures, "quality", (Start, Start.AddHours(30)), TestContext.Current.CancellationToken);
        IReadOnlyList<KnownRelease> late = await Releases.ReadEventsAsync(_figures, "quality", (Start.AddHours(12), Start.AddHours(30)), TestContext.Current.CancellationToken);

        Assert.Equal(["1.1"], whole.Select(r => r.Name));
        Assert.Empty(late);
    }

    [Fact]
    public async Task Scores_since_one_that_no_response_names_are_those_until_the_next()
    {
        _figures.Announced.Add(new AnnouncedRelease("1.0.1", Start.AddHours(5), null));

        KnownRelease release = (await ReadAsync(30))[1];

        Assert.Equal(new RollupQuery(Start.AddHours(5), Start.AddHours(10)), release.Scores(Start.AddHours(30)));
        Assert.Equal(new RollupQuery(Start.AddHours(5), Start.AddHours(7)), release.Scores(Start.AddHours(7)));
    }

    private Task<IReadOnlyList<KnownRelease>> ReadAsync(int hours) => Releases.ReadAsync(_figures, "quality", Start.AddHours(hours), TestContext.Current.CancellationToken);
}
