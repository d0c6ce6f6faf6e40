using Assay.Scoring.Judging;
using Assay.Scoring.Running;
using Assay.Scoring.Serving;
using static Assay.Server.Metrics.MetricsText;

namespace Assay.Server.Metrics;

/// <summary>What is owed, what was decided, and what it cost.</summary>
internal static class JudgeMetrics
{
    public static async Task WriteAsync(MetricsText text, ServiceState state, CancellationToken cancellationToken)
    {
        LedgerAccount account = await state.Ledger.AccountAsync(cancellationToken);
        DateTimeOffset now = state.Clock.GetUtcNow();
        text.Gauge("assay_owed_judgments", "Verdicts that are owed.", account.Judges.Select(judge => (Of(judge), (double)Count(account, judge, OutcomeState.Owed))));
        text.Gauge("assay_oldest_owed_seconds", "How long the longest owed verdict has been owed; 0 where none is.",
            account.Judges.Select(judge => (Of(judge), account.OldestOwed.TryGetValue(judge, out DateTimeOffset oldest) ? Math.Max(0, (now - oldest).TotalSeconds) : 0)));
        text.Gauge("assay_outcomes", "Outcomes in the ledger.", account.Entries.GroupBy(e => (e.Judge, e.State, e.Reason))
            .Select(g => (Labels(("judge", g.Key.Judge), ("outcome", g.Key.State.ToSnakeCase()), ("reason", g.Key.Reason)), (double)g.Sum(e => e.Count))));
        text.Counter("assay_judgments_total", "Verdicts decided since the start, by outcome.", state.Judges.SelectMany(j => new[]
        {
            (Labels(("judge", j.Judge.Name), ("outcome", "scored")), (double)j.Progress.Scored), (Labels(("judge", j.Judge.Name), ("outcome", "unscored")), j.Progress.Unscored),
        }));
        text.Counter("assay_provider_attempts_total", "Calls made since the start.", state.Judges.Select(j => (Of(j), (double)j.Progress.Attempts)));
        text.Counter("assay_provider_throttled_total", "Calls since the start that a provider refused because there were too many.", state.Judges.Select(j => (Of(j), (double)j.Progress.Throttled)));
        text.Counter("assay_cost_usd_total", "Spent since the start.", state.Judges.Select(j => (Labels(("judge", j.Judge.Name), ("model", j.Judge.Model.ToString())), (double)j.Progress.CostUsd)));
        await WriteBudgetsAsync(text, state, now, cancellationToken);
        text.Gauge("assay_judge_paused", "1 while a judge is paused.", state.Judges.Select(j => (Of(j), j.Paused is null ? 0.0 : 1)));
        IReadOnlyList<string> stalled = state.Progress.Stalled;
        text.Gauge("assay_judge_stalled", "1 while a judge has work, is not held up, and got nothing done for minutes.",
            state.Judges.Select(j => (Of(j), stalled.Contains(j.Judge.Name) ? 1.0 : 0)));
    }

    /// <summary>Only judges that have a budget.</summary>
    private static async Task WriteBudgetsAsync(MetricsText text, ServiceState state, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var budgets = new List<(string Judge, double Usd, double Remaining)>();
        foreach (StandingJudge judge in state.Judges)
        {
            if (judge.Judge.Terms.BudgetUsdPerDay is { } perDay)
            {
                Spending spent = await state.Ledger.SpendingAsync(judge.Run, DateOnly.FromDateTime(now.UtcDateTime), cancellationToken);
                budgets.Add((Of(judge), (double)perDay, (double)Math.Max(0, perDay - spent.JudgeDayUsd)));
            }
        }

        text.Gauge("assay_budget_usd", "What a judge may spend a day (UTC).", budgets.Select(b => (b.Judge, b.Usd)));
        text.Gauge("assay_budget_steps", "How many of the declared steps a judge gives up to make its budget last; only judges that may.",
            state.Judges.Where(j => j.Thrift is not null).Select(j => (Of(j), (double)j.Thrift!.GivenUp.Count)));
        text.Gauge("assay_budget_remaining_usd", "What is left of that today.", budgets.Select(b => (b.Judge, b.Remaining)));
    }

    private static string Of(StandingJudge judge) => Of(judge.Judge.Name);

    private static string Of(string judge) => Labels(("judge", judge));

    private static long Count(LedgerAccount account, string judge, OutcomeState state) => account.Entries.Where(e => e.Judge == judge && e.State == state).Sum(e => e.Count);
}
