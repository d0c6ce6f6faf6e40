using Assay.Surfacing.Causes;
using Assay.Surfacing.Regressions;

namespace Assay.Tests.Surfacing.Regressions;

public sealed class RegressionReadingTests
{
    private static readonly DateTimeOffset Start = new(2026, 3, 2, 0, 0, 0, TimeSpan.Zero);
    private static readonly Population Healthy = Population.Overall;
    private static readonly Population Bad = Healthy.Worse(.5);
    private static readonly Said Old = new("1.0");
    private static readonly Said New = new("1.1");

    private readonly Random _random = new(31);

    [Fact]
    public async Task A_release_that_is_worse_than_the_one_before_is_told_with_both()
    {
        ListedFigures figures = Figures().Add(_random, At(100), 5, 40, New, Bad);

        Regression found = Assert.Single(await ReadAsync(figures, At(105)));

        Assert.True(found.IsAlarm, found.ToString());
        Assert.Equal(("1.1", "1.0", At(100), "overall", "v1"), (found.Release, found.Before, found.Begin, found.Criterion, found.JudgeVersion));
        Assert.Equal((4_000, 200), (found.Baseline.N, found.Scores.N));
        Assert.True(found.Change.High < 0 && found.Change.Value < -.2 && found.Evidence > 75 && found.Q < .0134, found.ToString());
        Assert.Null(found.MixShift);
    }

    [Fact]
    public async Task One_that_is_as_good_is_told_without_alarm()
    {
        Regression found = Assert.Single(await ReadAsync(Figures().Add(_random, At(100), 50, 40, New, Healthy), At(150)));

        Assert.False(found.IsAlarm, found.ToString());
        Assert.True(found.Change.Low < 0 && found.Change.High > 0 && found.Evidence < 20, found.ToString());
    }

    [Fact]
    public async Task One_that_is_better_is_no_alarm()
    {
        Regression found = Assert.Single(await ReadAsync(new ListedFigures().Add(_random, Start, 100, 40, Old, Bad).Add(_random, At(100), 50, 40, New, Healthy), At(150)));

        Assert.Equal((false, "better"), (found.IsAlarm, found.Change.Verdict));
    }

    /// <summary>The old release answers beside the new one for a while: what is its own is compared, and not what came at the same time.</summary>
    [Fact]
    public async Task What_an_old_release_says_beside_it_does_not_hide_it()
    {
        ListedFigures figures = Figures().Add(_random, At(100), 10, 400, Old, Healthy).Add(_random, At(100), 10, 10, New, Bad);

        Assert.True(Assert.Single(await ReadAsync(figures, At(110))).IsAlarm);
    }

    [Fact]
    public async Task More_of_what_was_always_hard_is_no_alarm()
    {
        Regression found = Assert.Single(await ReadAsync(Mixed(hardBefore: 10, hardAfter: 30, Bad), At(150)));

        Assert.False(found.IsAlarm, found.ToString());
        Assert.True(found.Change.High < 0, found.ToString());
        Assert.InRange(found.Within, -.1, .1);
    }

    [Fact]
    public async Task A_fall_within_what_comes_in_is_one_whatever_else_comes_in()
    {
        Regression found = Assert.Single(await ReadAsync(Mixed(hardBefore: 10, hardAfter: 30, Bad.Worse(.5)), At(150)));

        Assert.True(found.IsAlarm, found.ToString());
        Assert.True(found.MixShift < -.1 && found.Within < -.1, found.ToString());
    }

    [Fact]
    public async Task A_change_of_the_judge_is_a_seam_and_no_regression()
    {
        ListedFigures figures = Figures().Add(_random, At(100), 100, 40, New with { Version = "v2" }, Bad);

        Assert.Empty(await ReadAsync(figures, At(200)));
    }

    [Fact]
    public async Task What_fell_at_a_time_that_nobody_announced_is_told_once_with_that_time()
    {
        ListedFigures figures = new ListedFigures().Add(_random, Start, 100, 40, Old, Healthy).Add(_random, At(100), 60, 40, Old, Bad);

        Regression found = Assert.Single(await ReadAsync(figures, At(160)));

        Assert.True(found.IsAlarm, found.ToString());
        Assert.Equal((null, null), (found.Release, found.Before));
        Assert.InRange((found.Begin - At(100)).TotalHours, -3, 3);
    }

    [Fact]
    public async Task A_release_is_not_blamed_for_what_began_long_after_it()
    {
        ListedFigures figures = Figures().Add(_random, At(100), 60, 40, New, Healthy).Add(_random, At(160), 40, 40, New, Bad);

        IReadOnlyList<Regression> found = await ReadAsync(figures, At(200));

        Regression alarm = Assert.Single(found, r => r.IsAlarm);
        Assert.Null(alarm.Release);
        Assert.InRange((alarm.Begin - At(160)).TotalHours, -3, 3);
        Assert.Contains(found, r => r.Release == "1.1");
    }

    [Fact]
    public async Task A_release_that_reaches_its_users_one_after_another_is_one_alarm()
    {
        ListedFigures figures = Figures()
            .Add(_random, At(100), 15, 36, Old, Healthy).Add(_random, At(100), 15, 4, New, Bad).Add(_random, At(115), 20, 40, New, Bad);

        Regression found = Assert.Single(await ReadAsync(figures, At(135)));

        Assert.Equal((true, "1.1", At(100)), (found.IsAlarm, found.Release, found.Begin));
    }

    [Fact]
    public async Task A_fall_that_stays_after_the_next_release_is_still_that_of_the_release_it_began_with()
    {
        ListedFigures figures = Figures().Add(_random, At(100), 40, 40, New, Bad).Add(_random, At(140), 40, 40, new Said("1.2"), Bad);

        IReadOnlyList<Regression> found = await ReadAsync(figures, At(180));

        Assert.Equal(["1.1"], found.Where(r => r.IsAlarm).Select(r => r.Release));
        Assert.False(Assert.Single(found, r => r.Release == "1.2").IsAlarm);
    }

    [Fact]
    public async Task An_earlier_release_can_be_asked_for()
    {
        ListedFigures figures = Figures().Add(_random, At(100), 40, 40, New, Bad).Add(_random, At(140), 40, 40, new Said("1.2"), Healthy);

        Regression found = Assert.Single(await RegressionReading.ReadAsync(figures, new RegressionQuestion(null, At(180)) { Release = "1.1" }, TestContext.Current.CancellationToken));

        Assert.True(found.IsAlarm);
        Assert.Equal(1_600, found.Scores.N);
        Assert.Empty(await RegressionReading.ReadAsync(figures, new RegressionQuestion(null, At(180)) { Release = "1.0" }, TestContext.Current.CancellationToken));
        Assert.Empty(await RegressionReading.ReadAsync(figures, new RegressionQuestion(null, At(180)) { Release = "9" }, TestContext.Current.CancellationToken));
    }

    /// <summary>Where responses name no release, what occurs since it went out is its.</summary>
    [Fact]
    public async Task A_release_that_was_only_announced_is_told_like_one_that_responses_name()
    {
        var figures = new ListedFigures { Announced = { new("2.0", Start.AddHours(-1), null), new("2.1", At(100).AddMinutes(5), null) } };
        figures.Add(_random, Start, 100, 40, new Said(null), Healthy).Add(_random, At(100), 5, 40, new Said(null), Bad);

        Regression found = Assert.Single(await ReadAsync(figures, At(105)));

        Assert.Equal((true, "2.1", "2.0", 200), (found.IsAlarm, found.Release, found.Before, found.Scores.N));
    }

    [Fact]
    public async Task A_fall_of_less_than_was_asked_for_is_no_alarm()
    {
        ListedFigures figures = Figures().Add(_random, At(100), 10, 40, New, Bad);

        Assert.False(Assert.Single(await RegressionReading.ReadAsync(figures, new RegressionQuestion(null, At(110)) { Least = 1 }, TestContext.Current.CancellationToken)).IsAlarm);
    }

    [Fact]
    public async Task A_slice_is_compared_with_itself()
    {
        ListedFigures figures = Mixed(hardBefore: 10, hardAfter: 30, Bad.Worse(.5));

        Regression hard = Assert.Single(await RegressionReading.ReadAsync(figures, new RegressionQuestion(null, At(150)) { Slice = new Facet("route", "hard") }, TestContext.Current.CancellationToken));
        Regression easy = Assert.Single(await RegressionReading.ReadAsync(figures, new RegressionQuestion(null, At(150)) { Slice = new Facet("route", "easy") }, TestContext.Current.CancellationToken));

        Assert.Equal((true, false), (hard.IsAlarm, easy.IsAlarm));
        Assert.Equal((1_000, new Facet("route", "hard")), (hard.Baseline.N, hard.Slice));
    }

    [Fact]
    public async Task Slices_are_listed_with_what_is_left_after_many_were_looked_at()
    {
        IReadOnlyList<Regression> found = await RegressionReading.ReadAsync(Mixed(10, 30, Bad.Worse(.5)), new RegressionQuestion(null, At(150)) { WithSlices = true }, TestContext.Current.CancellationToken);

        Assert.Equal([null, new Facet("route", "easy"), new Facet("route", "hard")], found.Select(r => r.Slice).OrderBy(s => s?.Value));
        Assert.True(found.Single(r => r.Slice?.Value == "hard").Q < .01);
        Assert.True(found.Single(r => r.Slice?.Value == "easy").Q > .2);
    }

    [Fact]
    public async Task Where_nothing_was_judged_nothing_is_told() => Assert.Empty(await ReadAsync(new ListedFigures(), At(1)));

    private ListedFigures Figures() => new ListedFigures().Add(_random, Start, 100, 40, Old, Healthy);

    /// <summary>Of 40 responses an hour some are hard; their share changes with the release, and how good they are.</summary>
    private ListedFigures Mixed(int hardBefore, int hardAfter, Population hard)
    {
        var figures = new ListedFigures { Fields = { "route" } };
        return figures
            .Add(_random, Start, 100, hardBefore, Old with { Route = "hard" }, Bad).Add(_random, Start, 100, 40 - hardBefore, Old with { Route = "easy" }, Healthy)
            .Add(_random, At(100), 50, hardAfter, New with { Route = "hard" }, hard).Add(_random, At(100), 50, 40 - hardAfter, New with { Route = "easy" }, Healthy);
    }

    private static DateTimeOffset At(int hour) => Start.AddHours(hour);

    private static Task<IReadOnlyList<Regression>> ReadAsync(ListedFigures figures, DateTimeOffset now) =>
        RegressionReading.ReadAsync(figures, new RegressionQuestion(null, now), TestContext.Current.CancellationToken);
}
