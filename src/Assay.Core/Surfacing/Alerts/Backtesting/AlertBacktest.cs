using Assay.Calibrating.Labelling;
using Assay.Configuring;
using Assay.Scoring.Serving;
using Assay.Surfacing.Alerts.Evaluating;
using Assay.Surfacing.Regressions;

namespace Assay.Surfacing.Alerts.Backtesting;

/// <summary>Has a rule look at the stored figures as it would have looked at them then: the same evaluation, the same state machine, at the end of each hour.</summary>
public sealed class AlertBacktest(ILedgerFigures ledger)
{
    /// <summary>Of a long range, some hours are passed over.</summary>
    public const int MostLooks = 2_500;

    /// <summary>A look for falls reads what changed in months.</summary>
    private const int MostLooksForFalls = 90;

    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);

    /// <summary>What people say of responses; null: nobody is asked.</summary>
    public ILabelRecords? Labels { get; init; }

    /// <param name="length">Back from now.</param>
    public async Task<BacktestReport> RunAsync(AlertRule rule, TimeSpan length, DateTimeOffset now, CancellationToken cancellationToken)
    {
        DateTimeOffset to = Floor(now);
        DateTimeOffset from = Floor(Duration.Before(to, length));
        var report = new BacktestReport { Rule = rule, From = from, To = to };
        if (rule.Condition is AlertCondition.OwedLongerThan or AlertCondition.JudgePaused or AlertCondition.BudgetSpent)
        {
            return report with { Untestable = $"`{rule.Condition.Kind}` is about how the service is at a moment, of which no history is kept" };
        }

        TimeSpan step = Hour * Math.Max(1, Math.Ceiling((to - from) / Hour / (rule.Condition is AlertCondition.Drop ? MostLooksForFalls : MostLooks)));
        var history = await HistoryAsync(rule, from, to, cancellationToken);
        Dictionary<string, IReadOnlyDictionary<string, IReadOnlyList<LabelledResponse>>> labelled = await LabelledAsync(rule, history, cancellationToken);
        var run = new Run(rule);
        int looks = 0;
        for (DateTimeOffset at = from + step; at <= to; at += step)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var facts = new List<JudgeFacts>();
            foreach (JudgeHistory judge in history)
            {
                facts.Add(judge.FactsAt(rule, at) with { Labelled = Before(labelled.GetValueOrDefault(judge.Judge), at), Regressions = rule.Condition is AlertCondition.Drop drop ? await RegressionsAsync(rule, drop, judge, at, cancellationToken) : [] });
            }

            run.Look(facts, at);
            looks++;
        }

        return report with { Looks = looks, SilentLooks = run.SilentLooks, Incidents = run.Incidents };
    }

    private Task<IReadOnlyList<Regression>> RegressionsAsync(AlertRule rule, AlertCondition.Drop drop, JudgeHistory judge, DateTimeOffset at, CancellationToken cancellationToken) =>
        RegressionReading.ReadAsync(ledger, new RegressionQuestion(judge.Judge, at) { Criterion = rule.Criterion ?? judge.Main, Slice = rule.Slice, Least = drop.Least }, cancellationToken);

    private async Task<Dictionary<string, IReadOnlyDictionary<string, IReadOnlyList<LabelledResponse>>>> LabelledAsync(AlertRule rule, IReadOnlyList<JudgeHistory> judges, CancellationToken cancellationToken)
    {
        var labelled = new Dictionary<string, IReadOnlyDictionary<string, IReadOnlyList<LabelledResponse>>>(StringComparer.Ordinal);
        if (rule.Condition is AlertCondition.Disagreement && Labels is not null)
        {
            foreach (JudgeHistory judge in judges)
            {
                labelled[judge.Judge] = await LabelledByCriterion.ReadAsync(Labels, judge.Judge, rule.Criterion, cancellationToken);
            }
        }

        return labelled;
    }

    /// <summary>As it was known then.</summary>
    private static Dictionary<string, IReadOnlyList<LabelledResponse>> Before(IReadOnlyDictionary<string, IReadOnlyList<LabelledResponse>>? labelled, DateTimeOffset at) =>
        labelled?.ToDictionary(l => l.Key, l => (IReadOnlyList<LabelledResponse>)[.. l.Value.Where(r => r.Labels.Max(label => label.At) <= at)], StringComparer.Ordinal) ?? [];

    private async Task<IReadOnlyList<JudgeHistory>> HistoryAsync(AlertRule rule, DateTimeOffset from, DateTimeOffset to, CancellationToken cancellationToken)
    {
        DateTimeOffset begin = Floor(Duration.Before(from, JudgeHistory.Reach(rule)));
        IReadOnlyList<Rollup> rollups = await ledger.RollupsAsync(
            new RollupQuery(begin, to) { Judge = rule.Judge, Hours = 1, Slice = rule.Slice is { } slice ? (slice.Field, slice.Value) : null, OutcomesOnly = !rule.Condition.IsOfScores }, cancellationToken);
        int hours = (int)Math.Ceiling((to - begin) / Hour);
        return
        [
            .. rollups.GroupBy(r => r.Judge).OrderBy(g => g.Key, StringComparer.Ordinal).Select(judge => new JudgeHistory(
                judge.Key, [.. judge.GroupBy(r => r.JudgeVersion).Select(version => new HourlyScores([.. version], rule.Criterion, begin, hours))], begin)),
        ];
    }

    private static DateTimeOffset Floor(DateTimeOffset time) => DateTimeOffset.FromUnixTimeSeconds(time.ToUnixTimeSeconds() / 3600 * 3600);

    /// <summary>The states of a rule while it looks.</summary>
    private sealed class Run(AlertRule rule)
    {
        private readonly Dictionary<AlertSubject, AlertState> _states = [];
        private readonly Dictionary<AlertSubject, BacktestIncident> _open = [];
        private readonly List<BacktestIncident> _closed = [];

        public IReadOnlyList<BacktestIncident> Incidents => [.. _closed.Concat(_open.Values).OrderBy(i => i.OpenedAt)];

        public int SilentLooks { get; private set; }

        public void Look(IEnumerable<JudgeFacts> facts, DateTimeOffset at)
        {
            var seen = new HashSet<AlertSubject>();
            OpenFall[] falls = [.. _open.Values.SelectMany(o => OpenFall.Of(o.Subject, o.OpenedAt, o.Opening))];
            AlertReading[] readings = [.. facts.SelectMany(f => AlertEvaluation.Of(rule, f, falls))];
            // Of a fall there is a reading only where there is something to compare or something changed.
            bool isSilent = readings.Length == 0 ? rule.Condition is not AlertCondition.Drop : readings.All(r => r.Signal == AlertSignal.Unknown);
            SilentLooks += isSilent ? 1 : 0;
            foreach (AlertReading reading in readings)
            {
                seen.Add(reading.Subject);
                AlertState before = _states.GetValueOrDefault(reading.Subject) ?? new AlertState(rule.Name, reading.Subject, AlertStage.Ok, at, null);
                Note(AlertMachine.Step(rule, before, reading, at), reading.Evidence, at);
            }

            foreach (AlertState gone in _states.Values.Where(s => !seen.Contains(s.Subject)).ToList())
            {
                Note(AlertMachine.Abandon(rule, gone, at), new AlertEvidence { Statement = "it is no longer so, or a later release took its place", From = gone.Since, To = at }, at);
            }
        }

        private void Note(AlertStep step, AlertEvidence evidence, DateTimeOffset at)
        {
            AlertSubject subject = step.State.Subject;
            _states[subject] = step.State;
            if (step.Change == AlertChange.Opens)
            {
                _open[subject] = new BacktestIncident(subject, at, evidence);
            }
            else if (step.Change == AlertChange.Closes && _open.Remove(subject, out BacktestIncident? open))
            {
                _closed.Add(open with { ClosedAt = at, Closing = evidence });
            }
        }
    }
}
