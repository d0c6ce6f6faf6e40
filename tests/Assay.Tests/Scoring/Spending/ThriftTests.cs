using Assay.Scoring.Judging;
using Assay.Scoring.Rubrics;
using Assay.Scoring.Running;
using Assay.Scoring.Spending;
using Assay.Tests.Testing;

namespace Assay.Tests.Scoring.Spending;

/// <summary>A day (UTC) of a judge with three samples whose budget is too small, by simulation: what is spent when, and what is given up for it.</summary>
public sealed class ThriftTests
{
    private const decimal UsdPerSample = 0.001m;
    private const int Samples = 3;
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);

    /// <summary>20 responses a minute take $86 with three samples, and $29 with one.</summary>
    [Theory]
    [InlineData(120)]
    [InlineData(60)]
    [InlineData(40)]
    [InlineData(20)]
    [InlineData(8)]
    public async Task The_whole_day_is_covered_and_the_cap_is_never_overshot(int capUsd)
    {
        Day day = await Day.LiveAsync(capUsd, ThriftTerms.Usual, _ => 20);

        Assert.True(day.SpentUsd <= capUsd, $"{day.SpentUsd}");
        Assert.Equal(0, day.Refused);
        Assert.All(day.JudgedByHour, judged => Assert.True(judged > 0));
        if (capUsd >= 100)
        {
            Assert.Equal((0, 0), (day.Changes, day.Skipped));
        }
        else
        {
            Assert.InRange(day.SpentUsd, capUsd * 0.7m, capUsd);
        }

        Assert.True(capUsd < 40 || day.Skipped == 0, "responses are given up last");
    }

    [Fact]
    public async Task Without_it_the_money_is_gone_before_the_afternoon()
    {
        Day day = await Day.LiveAsync(40, new ThriftTerms([], 0.05), _ => 20);

        Assert.True(day.Refused > 0);
        Assert.All(day.JudgedByHour.Skip(13), judged => Assert.Equal(0, judged));
    }

    [Fact]
    public async Task A_day_with_a_rush_at_noon_is_covered_too_and_what_was_given_up_is_taken_up_again()
    {
        Day day = await Day.LiveAsync(45, ThriftTerms.Usual, minute => minute is > 11 * 60 and < 14 * 60 ? 80 : 10);

        Assert.True(day.SpentUsd <= 45);
        Assert.Equal(0, day.Refused);
        Assert.All(day.JudgedByHour, judged => Assert.True(judged > 0));
        Assert.True(day.StepsAtEnd < day.MostSteps, "the evening has money again");
    }

    /// <summary>A need that is just what the money is for, with noise: it must not go back and forth with every minute.</summary>
    [Fact]
    public async Task It_does_not_go_back_and_forth()
    {
        var random = new Random(7);

        Day day = await Day.LiveAsync(86, ThriftTerms.Usual, _ => 20 + random.Next(-10, 11));

        Assert.InRange(day.Changes, 0, 12);
    }

    [Fact]
    public async Task The_declared_share_is_judged_whatever_happens()
    {
        Day day = await Day.LiveAsync(3, new ThriftTerms([ThriftStep.Responses], 0.1), _ => 20);

        Assert.All(day.AlwaysJudged.Take(6), share => Assert.Equal(1, share));
        Assert.True(day.SpentUsd <= 3);
    }

    [Fact]
    public void A_larger_share_holds_all_of_a_smaller_one()
    {
        string[] ids = [.. Enumerable.Range(0, 2000).Select(i => $"r{i}")];
        HashSet<string> Judged(double share) => [.. ids.Where(id => new Sample(share).Includes(id))];

        Assert.Subset(Judged(0.4), Judged(0.1));
    }

    private sealed class Day
    {
        public decimal SpentUsd { get; private set; }

        public long Refused { get; private set; }

        public long Skipped { get; private set; }

        public int Changes { get; private set; }

        public int MostSteps { get; private set; }

        public int StepsAtEnd { get; private set; }

        public long[] JudgedByHour { get; } = new long[24];

        /// <summary>By hour, of the responses that are to be judged whatever happens, the share that was.</summary>
        public double[] AlwaysJudged { get; } = new double[24];

        public static async Task<Day> LiveAsync(int capUsd, ThriftTerms terms, Func<int, int> arrivals)
        {
            var clock = new ManualClock();
            clock.Advance(TimeSpan.FromHours(12));
            using var budget = new Budget([new SpendingCap("today's budget", capUsd, PerDay: true)], clock);
            var thrift = new Thrift(terms, budget.Left, clock);
            var day = new Day();
            int response = 0;
            var always = new (long Judged, long All)[24];
            for (int minute = 0; minute < 24 * 60; minute++)
            {
                int hour = minute / 60;
                for (int i = arrivals(minute); i > 0; i--)
                {
                    string id = $"r{response++}";
                    bool isAlways = new Sample(terms.Always).Includes(id);
                    bool isJudged = thrift.ShareOf(id, sample: 1) is not null;
                    int steps = thrift.State.Steps;
                    if (isJudged)
                    {
                        int samples = thrift.IsGivenUp(ThriftStep.Samples) ? 1 : Samples;
                        isJudged = await day.TryJudgeAsync(budget, thrift, samples);
                        day.JudgedByHour[hour] += isJudged ? 1 : 0;
                    }
                    else
                    {
                        day.Skipped++;
                        thrift.Note(new Judged.Skipped(SkipReason.OverBudget, "") { Attempts = [] });
                    }

                    always[hour] = (always[hour].Judged + (isAlways && isJudged ? 1 : 0), always[hour].All + (isAlways ? 1 : 0));
                    day.Changes += thrift.State.Steps != steps ? 1 : 0;
                    day.MostSteps = Math.Max(day.MostSteps, thrift.State.Steps);
                }

                clock.Advance(Minute);
            }

            day.StepsAtEnd = thrift.State.Steps;
            for (int hour = 0; hour < 24; hour++)
            {
                day.AlwaysJudged[hour] = (double)always[hour].Judged / always[hour].All;
            }

            return day;
        }

        /// <summary>Reserves the worst case, which is four times what it then costs.</summary>
        private async Task<bool> TryJudgeAsync(Budget budget, Thrift thrift, int samples)
        {
            decimal cost = samples * UsdPerSample;
            if (!await budget.TryReserveAsync(4 * cost, CancellationToken.None))
            {
                Refused++;
                return false;
            }

            budget.Settle(4 * cost, cost);
            SpentUsd += cost;
            var attempt = new Attempt { Question = 0, StartedAt = ManualClock.Start, Duration = TimeSpan.Zero, Result = AttemptResult.Read, CostUsd = cost };
            thrift.Note(new Judged.Decided(new Verdict.Scored(4, [], null)) { Attempts = [attempt] });
            return true;
        }
    }
}
