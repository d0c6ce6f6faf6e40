using Assay.Scoring.Running;
using Assay.Scoring.Serving;
using Assay.Surfacing.Alerts;

namespace Assay.Server.Operation;

/// <summary>How the judges of the service are at the moment, as far as alerts are about it.</summary>
internal static class JudgeStandings
{
    public static async Task<IReadOnlyDictionary<string, JudgeStanding?>> ReadAsync(IServiceLedger ledger, IReadOnlyList<StandingJudge> judges, TimeProvider clock, CancellationToken cancellationToken)
    {
        var standings = new Dictionary<string, JudgeStanding?>(StringComparer.Ordinal);
        foreach (StandingJudge judge in judges)
        {
            decimal? cap = judge.Judge.Terms.BudgetUsdPerDay;
            standings[judge.Judge.Name] = new JudgeStanding(judge.Paused is { Reason: "provider" } paused ? paused.Error : null, judge.Judge.Terms.Trigger is not null || judge.Judge.Terms.ConversationIdle is not null || judge.Judge.Terms.Lanes.MayWait)
            {
                BudgetUsdPerDay = cap,
                SpentTodayUsd = cap is null ? 0 : (await ledger.SpendingAsync(judge.Run, DateOnly.FromDateTime(clock.GetUtcNow().UtcDateTime), cancellationToken)).JudgeDayUsd,
            };
        }

        return standings;
    }
}
