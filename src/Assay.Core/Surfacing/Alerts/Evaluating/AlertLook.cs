using Assay.Calibrating.Labelling;
using Assay.Scoring.Running;
using Assay.Scoring.Serving;
using Assay.Surfacing.Regressions;

namespace Assay.Surfacing.Alerts.Evaluating;

/// <summary>One look at a ledger: gathers what rules ask for, and reads nothing twice. For one caller.</summary>
/// <param name="judges">Who is watched, with how each is; a judge of which that is not known is watched by its figures alone.</param>
/// <param name="since">When the service began: what it owes from before is no sign that a judge does not get on.</param>
public sealed class AlertLook(ILedgerFigures ledger, IReadOnlyDictionary<string, JudgeStanding?> judges, DateTimeOffset since, DateTimeOffset now)
{
    /// <summary>A judge that decides nothing for so long while it owes something does not get on.</summary>
    private static readonly TimeSpan Stuck = TimeSpan.FromMinutes(2);

    /// <summary>Windows shorter than an hour go by when verdicts were decided, and are about responses that were received in the last hour.</summary>
    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);

    private const int MostRecent = 5_000;
    private const int EarlierDays = 7;

    private static readonly IReadOnlyDictionary<string, IReadOnlyList<LabelledResponse>> NoLabels = new Dictionary<string, IReadOnlyList<LabelledResponse>>();

    private readonly Dictionary<object, Task> _read = [];

    /// <summary>What people say of responses; null: nobody is asked.</summary>
    public ILabelRecords? Labels { get; init; }

    /// <summary>What is known of each judge that the rule is about.</summary>
    public async Task<IReadOnlyList<JudgeFacts>> FactsAsync(AlertRule rule, CancellationToken cancellationToken)
    {
        var facts = new List<JudgeFacts>();
        foreach ((string judge, JudgeStanding? standing) in judges.Where(j => rule.Judge is null || rule.Judge == j.Key).OrderBy(j => j.Key, StringComparer.Ordinal))
        {
            var windows = new Dictionary<AlertWindow, WindowFigures>();
            foreach (AlertWindow window in AlertEvaluation.Windows(rule))
            {
                windows[window] = await WindowAsync(new Asked(judge, rule.Criterion, rule.Slice), standing, window, cancellationToken);
            }

            facts.Add(new JudgeFacts(judge, now)
            {
                Windows = windows,
                Standing = standing,
                OldestOwed = rule.Condition is AlertCondition.OwedLongerThan or AlertCondition.NoData && (await AccountAsync(cancellationToken)).OldestOwed.TryGetValue(judge, out DateTimeOffset oldest) ? oldest : null,
                Labelled = rule.Condition is AlertCondition.Disagreement ? await LabelledAsync(judge, rule.Criterion, cancellationToken) : NoLabels,
                Regressions = rule.Condition is AlertCondition.Drop drop ? await RegressionsAsync(rule, drop, judge, cancellationToken) : [],
                Earlier = rule.Condition is AlertCondition.NoData none ? await EarlierAsync(new Asked(judge, null, rule.Slice), none.Window, cancellationToken) : [],
            });
        }

        return facts;
    }

    /// <summary>Of the criterion that the rule is about: one shift of everything is one incident.</summary>
    private async Task<IReadOnlyList<Regression>> RegressionsAsync(AlertRule rule, AlertCondition.Drop drop, string judge, CancellationToken cancellationToken)
    {
        string? criterion = rule.Criterion ?? (await RecentAsync(new Asked(judge, null, rule.Slice), cancellationToken)).Scales.Values.Select(s => s.Criterion).LastOrDefault();
        return await OnceAsync((judge, criterion, rule.Slice, drop.Least), () => RegressionReading.ReadAsync(
            ledger, new RegressionQuestion(judge, now) { Criterion = criterion, Slice = rule.Slice, Least = drop.Least }, cancellationToken));
    }

    private Task<IReadOnlyDictionary<string, IReadOnlyList<LabelledResponse>>> LabelledAsync(string judge, string? criterion, CancellationToken cancellationToken) => Labels is null
        ? Task.FromResult(NoLabels)
        : OnceAsync((judge, criterion, "labelled"), () => LabelledByCriterion.ReadAsync(Labels, judge, criterion, cancellationToken));

    private async Task<WindowFigures> WindowAsync(Asked asked, JudgeStanding? standing, AlertWindow window, CancellationToken cancellationToken)
    {
        RecentOutcomes recent = await RecentAsync(asked, cancellationToken);
        long stuck = standing is { WaitsOnPurpose: false } ? CountStuck(recent) : 0;
        if (window.Last is { } count)
        {
            RecentOutcomes last = await ledger.RecentAsync(
                new RecentQuery(asked.Judge, DateTimeOffset.UnixEpoch, count) { Criterion = asked.Criterion, Slice = asked.Field, OnlyScored = true }, cancellationToken);
            DateTimeOffset from = last.Rows.Count > 0 ? last.Rows[^1].DecidedAt ?? now : now;
            return Figures(recent, recent.Rows, new WindowFigures(from, now)) with { Stuck = stuck, Scores = last.Rows.Count > 0 ? last.Histogram(last.Rows[0].JudgeVersion, last.Rows) : null };
        }

        TimeSpan length = window.Length!.Value;
        if (window.NeedsRows)
        {
            return Figures(recent, recent.Rows.Where(r => r.DecidedAt >= now - length), new WindowFigures(now - length, now)) with { Stuck = stuck };
        }

        IReadOnlyList<Rollup> rollups = await OnceAsync((asked with { Criterion = null }, length), () => ledger.RollupsAsync(
            new RollupQuery(now - length, now.AddMilliseconds(1)) { Judge = asked.Judge, Slice = asked.Field is var (field, value) ? (field, value) : null }, cancellationToken));
        return WindowFigures.Of(rollups, asked.Criterion, now - length, now) with { Stuck = stuck };
    }

    private static WindowFigures Figures(RecentOutcomes recent, IEnumerable<RecentOutcome> rows, WindowFigures window)
    {
        RecentOutcome[] decided = [.. rows.Where(r => r.State is OutcomeState.Scored or OutcomeState.Unscored)];
        RecentOutcome? latest = decided.Where(r => r.State == OutcomeState.Scored).Select(r => (RecentOutcome?)r).FirstOrDefault() ?? decided.Select(r => (RecentOutcome?)r).FirstOrDefault();
        decided = [.. decided.Where(r => r.JudgeVersion == latest?.JudgeVersion)];
        return window with
        {
            Scores = latest is { } row ? recent.Histogram(row.JudgeVersion, decided) : null,
            Scored = decided.Count(r => r.State == OutcomeState.Scored),
            Failed = decided.Count(r => r.State == OutcomeState.Unscored && JudgeFailure.Is(r.Reason)),
        };
    }

    /// <summary>What is owed counts as missing only while nothing at all is decided: a judge that works off a heap of responses is well.</summary>
    private long CountStuck(RecentOutcomes recent) => now - since < Stuck || recent.Rows.Any(r => r.DecidedAt > now - Stuck) ? 0 : recent.Rows.Count(r => r.State == OutcomeState.Owed);

    /// <summary>Scored in the same window of each of the days before, of those days on which the judge had scored something before.</summary>
    private async Task<IReadOnlyList<long>> EarlierAsync(Asked asked, TimeSpan window, CancellationToken cancellationToken)
    {
        IReadOnlyList<Rollup> hours = await OnceAsync((asked, "earlier", window), () => ledger.RollupsAsync(
            new RollupQuery(now.AddDays(-EarlierDays) - window, now) { Judge = asked.Judge, Hours = 1, OutcomesOnly = true, Slice = asked.Field is var (field, value) ? (field, value) : null }, cancellationToken));
        return EarlierWindows.Of([.. hours.GroupBy(h => h.Begin).Select(g => (g.Key, g.Sum(h => h.Scored)))], window, now);
    }

    private Task<RecentOutcomes> RecentAsync(Asked asked, CancellationToken cancellationToken) => OnceAsync(
        (asked, "recent"), () => ledger.RecentAsync(new RecentQuery(asked.Judge, now - Hour, MostRecent) { Criterion = asked.Criterion, Slice = asked.Field }, cancellationToken));

    private Task<LedgerAccount> AccountAsync(CancellationToken cancellationToken) => OnceAsync("account", () => ledger.AccountAsync(cancellationToken));

    private Task<T> OnceAsync<T>(object question, Func<Task<T>> read)
    {
        if (!_read.TryGetValue(question, out Task? answer))
        {
            _read[question] = answer = read();
        }

        return (Task<T>)answer;
    }

    private sealed record Asked(string Judge, string? Criterion, Causes.Facet? Slice)
    {
        public (string Field, string Value)? Field => Slice is { } slice ? (slice.Field, slice.Value) : null;
    }
}
