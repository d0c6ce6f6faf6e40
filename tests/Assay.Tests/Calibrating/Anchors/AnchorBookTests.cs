using Assay.Calibrating.Anchors;
using Assay.Collecting;

namespace Assay.Tests.Calibrating.Anchors;

public sealed class AnchorBookTests
{
    private static readonly DateTimeOffset Start = AnchorCases.Noon;
    private static readonly AnchorTerms Terms = new(AnchorSet.Of(Enumerable.Range(0, 40).Select(i => new AnchorItem(new Response { Id = $"a{i}", Input = "Q?", Output = $"Answer {i}." }, null)))) { Runs = 2 };

    [Fact]
    public void The_baseline_is_made_run_by_run_and_what_was_not_answered_is_asked_again()
    {
        AnchorBook book = Book([]);
        Assert.Equal((80, 1), (book.Missing().Count, book.Current));
        Assert.Equal(Terms.Set.Items.Select(i => i.Response.Id), book.Missing().Take(40).Select(i => i.Response.Id));

        book = book.With([Reading(0, 3, 0), Reading(1, 3, 0) with { Scores = new Dictionary<string, double>(), Reason = AnchorReading.NotAnswered }, Reading(2, 3, 0) with { Scores = new Dictionary<string, double>(), Reason = "unreadable" }]);

        Assert.Equal(78, book.Missing().Count);
        Assert.Equal(2, book.Missing().Count(i => i.Response.Id == "a1"));
        Assert.Null(book.Latest);
        Assert.Null(book.Reference(Start));
    }

    [Fact]
    public void A_judge_that_moved_gets_a_new_baseline_and_one_that_did_not_keeps_the_old_one()
    {
        AnchorBook steady = Complete().With(Burst(0, hours: 5));
        AnchorBook moved = Complete().With(Burst(-1, hours: 5));

        Assert.Equal((1, 0), (steady.Current, steady.Missing().Count));
        Assert.Equal((2, 80), (moved.Current, moved.Missing().Count));
    }

    [Fact]
    public void A_fall_is_compared_with_the_baseline_before_it_and_a_bar_with_the_first_one()
    {
        AnchorBook book = Complete().With(Burst(-1, hours: 48))
            .With(Enumerable.Range(0, 2).SelectMany(_ => Enumerable.Range(0, 40)).Select(i => Reading(i, 2, 49) with { Baseline = 2 }));

        Assert.Equal(2, book.Latest!.Number);
        Assert.Equal(1, book.Reference(Start.AddHours(24))!.Number);
        Assert.Equal(2, book.Reference(Start.AddHours(72))!.Number);
        // It moved in that hour, and has a new baseline since: the fall began before that.
        Assert.Equal(1, book.Reference(Start.AddHours(48.5))!.Number);
        Assert.Equal(1, book.Reference(null)!.Number);
        // Older than every baseline: the first one, which is younger than the fall.
        Assert.Equal(1, book.Reference(Start.AddHours(-9))!.Number);
    }

    [Fact]
    public void Anchors_take_turns()
    {
        AnchorBook book = Complete();
        string[] first = [.. book.Next(3).Select(i => i.Response.Id)];
        book = book.With(first.Select(id => Reading(int.Parse(id[1..], System.Globalization.CultureInfo.InvariantCulture), 3, 2) with { Purpose = AnchorPurpose.Trickle }));

        Assert.Equal(Terms.Set.Items.Take(3).Select(i => i.Response.Id), first);
        Assert.Equal(Terms.Set.Items.Skip(3).Take(2).Select(i => i.Response.Id), book.Next(2).Select(i => i.Response.Id));
    }

    [Theory]
    [InlineData(200, 1, 200)]
    [InlineData(100, 1, 200)]
    [InlineData(60, 1, 180)]
    [InlineData(200, 3, 66)]
    [InlineData(40, 3, 40)]
    public void A_burst_is_of_whole_rounds_within_two_hundred_calls(int anchors, int questions, int verdicts)
    {
        var terms = new AnchorTerms(AnchorSet.Of(Enumerable.Range(0, anchors).Select(i => new AnchorItem(new Response { Id = $"a{i}", Input = "Q?", Output = $"Answer {i}." }, null))));

        Assert.Equal(verdicts, terms.Burst(questions).Count);
        Assert.True(verdicts * questions <= AnchorTerms.MostCalls);
    }

    private static AnchorBook Book(IReadOnlyList<AnchorReading> readings) => new(Terms, [AnchorCases.Score], readings);

    private static AnchorBook Complete() => Book([.. Enumerable.Range(0, 2).SelectMany(run => Enumerable.Range(0, 40).Select(i => Reading(i, 3 + ((i + run) % 2), 0)))]);

    private static IEnumerable<AnchorReading> Burst(double moved, double hours) => Enumerable.Range(0, 40).Select(i => Reading(i, 3 + (i % 2) + moved, hours) with { Purpose = AnchorPurpose.Burst });

    private static AnchorReading Reading(int anchor, double score, double hours) => AnchorCases.Reading(anchor, score, AnchorPurpose.Baseline, Start.AddHours(hours));
}
