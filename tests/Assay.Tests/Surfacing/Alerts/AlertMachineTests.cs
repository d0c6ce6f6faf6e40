using Assay.Surfacing.Alerts;

namespace Assay.Tests.Surfacing.Alerts;

public sealed class AlertMachineTests
{
    private static readonly DateTimeOffset Noon = new(2026, 5, 4, 12, 0, 0, TimeSpan.Zero);
    private static readonly AlertSubject Subject = new("mean") { Judge = "quality" };
    private static readonly AlertRule Rule = new() { Name = "mine", Condition = new AlertCondition.MeanBelow(3.5, TimeSpan.FromHours(24), 50, 0.95), Cooldown = TimeSpan.FromHours(1) };

    [Fact]
    public void What_is_surely_bad_opens_an_incident_and_what_only_looks_so_none()
    {
        Assert.Equal([AlertStage.Suspect], Run("?"));
        Assert.Equal([AlertStage.Suspect, AlertStage.Alarm], Run("?B"));
        Assert.Equal(["opens at 1"], Changes("?BBB"));
    }

    [Fact]
    public void An_incident_closes_when_it_has_been_well_at_two_looks_and_for_five_minutes()
    {
        Assert.Equal([AlertStage.Alarm, AlertStage.Recovering, AlertStage.Recovering, AlertStage.Ok], Run("BWWW", TimeSpan.FromMinutes(3)));
        Assert.Equal([AlertStage.Alarm, AlertStage.Recovering, AlertStage.Ok], Run("BWW", TimeSpan.FromHours(1)));
        Assert.Equal([AlertStage.Alarm, AlertStage.Recovering, AlertStage.Recovering], Run("BWW", TimeSpan.FromMinutes(4.9)));
    }

    [Fact]
    public void What_is_not_quite_well_does_not_close_it_and_begins_the_recovery_anew()
    {
        Assert.Equal([AlertStage.Alarm, AlertStage.Alarm, AlertStage.Recovering, AlertStage.Alarm, AlertStage.Recovering, AlertStage.Ok], Run("B?W?WW", TimeSpan.FromMinutes(5)));
    }

    [Fact]
    public void Nothing_to_say_opens_nothing_and_leaves_an_incident_open_for_a_day()
    {
        Assert.Equal([AlertStage.NoData, AlertStage.Ok], Run("NW"));
        Assert.Equal([AlertStage.Alarm, AlertStage.NoData, AlertStage.Alarm], Run("BNB"));
        Assert.Equal(["opens at 0"], Changes("BN" + new string('N', 23), TimeSpan.FromHours(1)));
        Assert.Equal(["opens at 0", "closes at 25"], Changes("BN" + new string('N', 30), TimeSpan.FromHours(1)));
    }

    [Fact]
    public void In_the_cooldown_none_opens_and_after_it_one_does_if_it_is_still_bad()
    {
        // A step is 10 minutes: closed at 20, quiet until 80.
        Assert.Equal(["opens at 0", "closes at 2", "opens at 8"], Changes("BWWBBBBBBBB", TimeSpan.FromMinutes(10)));
    }

    [Theory]
    [InlineData(7)]
    [InlineData(60)]
    [InlineData(600)]
    public void A_flapping_series_opens_and_closes_once_per_cooldown(int seconds)
    {
        const int steps = 4_000;
        TimeSpan step = TimeSpan.FromSeconds(seconds);
        // Well long enough to close, then bad again, over and over.
        int well = (int)(AlertMachine.Settling / step) + 2;
        string series = string.Concat(Enumerable.Range(0, steps).Select(i => i % (well + 1) == 0 ? 'B' : 'W'));

        IReadOnlyList<string> changes = Changes(series, step);

        double cooldowns = steps * step / Rule.Cooldown;
        Assert.InRange(changes.Count(c => c.StartsWith("opens", StringComparison.Ordinal)), 2, Math.Ceiling(cooldowns) + 1);
    }

    [Theory]
    [MemberData(nameof(Seeds))]
    public void Whatever_the_readings_incidents_open_and_close_in_turn_each_once_and_never_within_a_cooldown(int seed)
    {
        var random = new Random(seed);
        AlertState state = Start();
        DateTimeOffset now = Noon;
        Guid? open = null;
        var seen = new HashSet<Guid>();
        DateTimeOffset? closed = null;
        for (int i = 0; i < 3_000; i++)
        {
            now += TimeSpan.FromSeconds(random.Next(1, 1_200));
            AlertSignal signal = (AlertSignal)random.Next(4);
            DateTimeOffset last = state.Since;
            AlertStep step = AlertMachine.Step(Rule, state, Reading(signal), now);
            state = step.State;
            switch (step.Change)
            {
                case AlertChange.Opens:
                    Assert.Null(open);
                    Assert.True(seen.Add(state.Incident!.Value));
                    Assert.Equal(AlertSignal.Bad, signal);
                    Assert.True(closed is null || now - closed >= Rule.Cooldown);
                    open = state.Incident;
                    break;
                case AlertChange.Closes:
                    Assert.NotNull(open);
                    Assert.Null(state.Incident);
                    Assert.True(signal is AlertSignal.Well or AlertSignal.Unknown);
                    Assert.True(now - last >= AlertMachine.Settling);
                    (open, closed) = (null, now);
                    break;
                default:
                    Assert.Equal(open, state.Incident);
                    break;
            }

            Assert.Equal(state.Incident is not null, state.Stage is AlertStage.Alarm or AlertStage.Recovering || (state.Stage == AlertStage.NoData && open is not null));
        }
    }

    public static TheoryData<int> Seeds => [.. Enumerable.Range(1, 20)];

    [Fact]
    public void What_nobody_watches_any_more_is_closed()
    {
        AlertState open = AlertMachine.Step(Rule, Start(), Reading(AlertSignal.Bad), Noon).State;

        AlertStep gone = AlertMachine.Abandon(null, open, Noon.AddMinutes(1));

        Assert.Equal((AlertChange.Closes, true), (gone.Change, gone.State.IsPlain));
        Assert.Equal(Noon.AddMinutes(61), AlertMachine.Abandon(Rule, open, Noon.AddMinutes(1)).State.QuietUntil);
    }

    private static AlertState Start() => new(Rule.Name, Subject, AlertStage.Ok, Noon, null);

    /// <param name="series">Of Well, Bad, No data, and ? for suspect.</param>
    private static IReadOnlyList<AlertStage> Run(string series, TimeSpan? step = null) => [.. Steps(series, step).Select(s => s.State.Stage)];

    private static IReadOnlyList<string> Changes(string series, TimeSpan? step = null) =>
        [.. Steps(series, step).Select((s, i) => s.Change == AlertChange.None ? "" : FormattableString.Invariant($"{(s.Change == AlertChange.Opens ? "opens" : "closes")} at {i}")).Where(c => c.Length > 0)];

    private static List<AlertStep> Steps(string series, TimeSpan? step)
    {
        var steps = new List<AlertStep>();
        AlertState state = Start();
        for (int i = 0; i < series.Length; i++)
        {
            AlertSignal signal = series[i] switch { 'W' => AlertSignal.Well, 'B' => AlertSignal.Bad, 'N' => AlertSignal.Unknown, _ => AlertSignal.Suspect };
            steps.Add(AlertMachine.Step(Rule, state, Reading(signal), Noon + (i * (step ?? TimeSpan.FromSeconds(10)))));
            state = steps[^1].State;
        }

        return steps;
    }

    private static AlertReading Reading(AlertSignal signal) => new(Subject, signal, new AlertEvidence { Statement = "it is so", From = Noon, To = Noon });
}
