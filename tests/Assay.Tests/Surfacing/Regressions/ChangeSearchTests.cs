using Assay.Surfacing.Regressions;

namespace Assay.Tests.Surfacing.Regressions;

public sealed class ChangeSearchTests
{
    private const double Level = .001;
    private const int PerHour = 40;

    private static readonly DateTimeOffset Start = new(2026, 3, 2, 0, 0, 0, TimeSpan.Zero);
    private static readonly Population Healthy = Population.Overall;
    private static readonly Population Bad = Healthy.Worse(.5);

    [Fact]
    public void A_fall_is_found_once_with_the_time_at_which_it_began()
    {
        ChangePoint change = Find((Healthy, 100), (Bad, 200))!;

        Assert.True(change.IsFall);
        Assert.InRange((change.Begin - Start).TotalHours, 97, 103);
        // Its reference is what was before: the first day and as many hours as 1,000 scores take.
        Assert.Equal((Start, Start.AddHours(25)), (change.ReferenceBegin, change.ReferenceEnd));
    }

    [Fact]
    public void It_is_found_while_its_hour_is_not_over()
    {
        Assert.Null(Find((Healthy, 100), (Bad, 1)));
        Assert.NotNull(Find((Healthy, 100), (Bad, 6)));
    }

    [Fact]
    public void A_shift_that_stays_is_the_next_reference()
    {
        ChangePoint second = Find((Healthy, 100), (Bad, 100), (Bad.Worse(.5), 50))!;

        Assert.True(second.IsFall);
        Assert.InRange((second.Begin - Start).TotalHours, 197, 203);
        Assert.InRange(second.Reference.Mean, Bad.Mean - .1, Bad.Mean + .1);
    }

    [Fact]
    public void A_rise_is_no_fall()
    {
        ChangePoint change = Find((Bad, 100), (Healthy, 100))!;

        Assert.False(change.IsFall);
    }

    [Fact]
    public void What_went_back_before_it_was_usual_is_over_and_compared_with_what_was_usual()
    {
        Assert.False(Find((Healthy, 100), (Bad, 5))!.IsOver);
        ChangePoint over = Find((Healthy, 100), (Bad, 5), (Healthy, 60))!;
        Assert.True(over.IsFall && over.IsOver, over.ToString());

        ChangePoint again = Find((Healthy, 100), (Bad, 5), (Healthy, 60), (Bad, 10))!;
        Assert.False(again.IsOver);
        Assert.Equal(over.ReferenceBegin, again.ReferenceBegin);
        Assert.InRange((again.Begin - Start).TotalHours, 160, 168);
    }

    [Fact]
    public void Scores_that_go_on_as_they_were_changed_nothing() => Assert.Null(Find((Healthy, 500)));

    [Fact]
    public void Without_enough_before_nothing_is_compared() => Assert.Null(Find((Healthy, 20), (Bad, 4)));

    private static ChangePoint? Find(params (Population Population, int Hours)[] parts)
    {
        var random = new Random(11);
        var blocks = new List<ScoreBlock>();
        foreach ((Population population, int hours) in parts)
        {
            for (int i = 0; i < hours; i++)
            {
                blocks.Add(new ScoreBlock(Start.AddHours(blocks.Count), population.Draw(random, PerHour)));
            }
        }

        return ChangeSearch.FindLast(blocks, Level);
    }
}
