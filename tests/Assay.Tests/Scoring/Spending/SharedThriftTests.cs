using Assay.Scoring.Judging;
using Assay.Scoring.Rubrics;
using Assay.Scoring.Running;
using Assay.Scoring.Spending;
using Assay.Tests.Testing;

namespace Assay.Tests.Scoring.Spending;

/// <summary>A day (UTC) of several processes that share a judge's budget, by simulation: 20 responses a minute, which take $86 with three samples and $29 with one.</summary>
public sealed class SharedThriftTests
{
    private const decimal UsdPerSample = 0.001m;
    private const int Samples = 3;

    [Theory]
    [InlineData(1, 33)]
    [InlineData(2, 33)]
    [InlineData(4, 33)]
    [InlineData(4, 60)]
    [InlineData(4, 12)]
    public async Task Together_they_cover_the_day_and_give_up_what_is_declared_in_its_order(int processes, int capUsd)
    {
        var day = new SharedDay(processes, capUsd, ThriftTerms.Usual, areToldOfOthers: true);

        await day.LiveAsync();

        Assert.InRange(day.SpentUsd, capUsd * 0.7m, capUsd);
        Assert.Equal(0, day.Refused);
        Assert.All(day.JudgedByHour, judged => Assert.True(judged > 0));
        // Money for one sample of each is money for each: no response is given up for it.
        Assert.True(capUsd < 33 || day.Skipped == 0, $"{day.Skipped} skipped");
        Assert.True(capUsd >= 33 || day.Skipped > 0);
        // Those that are to be judged whatever happens are.
        Assert.Equal(0, day.AlwaysSkipped);
        Assert.All(day.Changes, change => Assert.Equal(1, Math.Abs(change)));
    }

    /// <summary>What the count of others is for: without it each sees a quarter of what is to come.</summary>
    [Fact]
    public async Task Four_that_know_nothing_of_each_other_give_up_samples_too_late_to_judge_all()
    {
        var day = new SharedDay(4, 33, ThriftTerms.Usual, areToldOfOthers: false);

        await day.LiveAsync();

        Assert.True(day.Skipped > 0);
    }

    [Fact]
    public void A_run_that_is_nearly_done_forecasts_what_others_go_on_to_judge()
    {
        var clock = new ManualClock();
        long others = 0;
        // The 50 that it has left cost a quarter of what there is; what others go on to judge costs more than all.
        var thrift = new Thrift(new ThriftTerms([ThriftStep.Samples], 0.05), () => [new SpendingLeft(0.2m, IsOfDay: true) { JudgedByOthers = others }], clock, toDo: () => 50);
        for (int minute = 0; minute < 40; minute++)
        {
            clock.Advance(TimeSpan.FromMinutes(1));
            thrift.Note(OfCost(0.001m));
        }

        Assert.Empty(thrift.GivenUp);
        others = 100;
        thrift.Note(OfCost(0.001m));
        Assert.Equal([ThriftStep.Samples], thrift.GivenUp);
    }

    private static Judged.Decided OfCost(decimal usd) => new(new Verdict.Scored(4, [], null))
    {
        Attempts = [new Attempt { Question = 0, StartedAt = ManualClock.Start, Duration = TimeSpan.Zero, Result = AttemptResult.Read, CostUsd = usd }],
    };

    private sealed class SharedDay
    {
        private readonly ManualClock _clock = new();
        private readonly Random _random = new(5);
        private readonly ThriftTerms _terms;
        private readonly (decimal Held, decimal Spent, long Judged)[] _ledger;
        private readonly (Budget Budget, Thrift Thrift)[] _processes;

        public SharedDay(int processes, decimal capUsd, ThriftTerms terms, bool areToldOfOthers)
        {
            _terms = terms;
            _ledger = new (decimal, decimal, long)[processes];
            _clock.Advance(TimeSpan.FromHours(12));
            _processes =
            [
                .. Enumerable.Range(0, processes).Select(i =>
                {
                    var budget = new Budget([new SpendingCap("today's budget", capUsd, PerDay: true)], _clock, (usd, _) => Task.FromResult(Hold(i, usd)));
                    return (budget, new Thrift(terms, budget.Left, _clock));
                }),
            ];

            Held Hold(int process, decimal usd)
            {
                decimal elsewhere = _ledger.Sum(l => l.Spent) + _ledger.Where((_, i) => i != process).Sum(l => l.Held);
                _ledger[process].Held = Math.Max(0, Math.Min(usd, Math.Max(_ledger[process].Held, capUsd - elsewhere)));
                return new Held(_ledger[process].Held, elsewhere) { JudgedByOthers = areToldOfOthers ? _ledger.Where((_, i) => i != process).Sum(l => l.Judged) : null };
            }

            RecordAs = (process, usd, held) =>
            {
                _ledger[process].Spent += usd;
                _ledger[process].Judged++;
                _ledger[process].Held = Math.Max(0, _ledger[process].Held - usd);
                return Hold(process, held);
            };
        }

        public long Refused { get; private set; }

        public long Skipped { get; private set; }

        public long AlwaysSkipped { get; private set; }

        /// <summary>By how many steps each of them went down or up at a time.</summary>
        public List<int> Changes { get; } = [];

        public long[] JudgedByHour { get; } = new long[24];

        public decimal SpentUsd => _ledger.Sum(l => l.Spent);

        private Func<int, decimal, decimal, Held> RecordAs { get; }

        public async Task LiveAsync()
        {
            for (int response = 0; response < 24 * 60 * 20; response++)
            {
                if (response % 20 == 0)
                {
                    _clock.Advance(TimeSpan.FromMinutes(response == 0 ? 0.5 : 1));
                }

                await JudgeAsync($"r{response}", _random.Next(_processes.Length), response / (60 * 20));
            }

            foreach ((Budget budget, _) in _processes)
            {
                budget.Dispose();
            }
        }

        private async Task JudgeAsync(string id, int process, int hour)
        {
            (Budget budget, Thrift thrift) = _processes[process];
            int steps = thrift.State.Steps;
            Judged judged = thrift.ShareOf(id, sample: 1) is null ? thrift.Skipped() : OfCost((thrift.IsGivenUp(ThriftStep.Samples) ? 1 : Samples) * UsdPerSample);
            decimal cost = judged.Attempts.Sum(a => a.CostUsd);
            if (judged is Judged.Skipped)
            {
                Skipped++;
                AlwaysSkipped += new Sample(_terms.Always).Includes(id) ? 1 : 0;
            }
            else if (!await budget.TryReserveAsync(4 * cost, CancellationToken.None))
            {
                Refused++;
                return;
            }
            else
            {
                budget.Settle(4 * cost, cost);
                JudgedByHour[hour]++;
            }

            decimal? held = await budget.BeginRecordingAsync(cost);
            budget.EndRecording(cost, RecordAs(process, cost, held!.Value));
            thrift.Note(judged);
            if (thrift.State.Steps != steps)
            {
                Changes.Add(thrift.State.Steps - steps);
            }
        }
    }
}
