using Assay.Cli.Judging;
using Assay.Collecting;
using Assay.Collecting.Intake;
using Assay.Scoring.Caching;
using Assay.Scoring.Judging;
using Assay.Scoring.Running;
using Assay.Scoring.Spending;
using Assay.Storage;

namespace Assay.Cli.Running;

/// <summary>Plans a run: reads the input, the ledger and the cache, and neither asks nor writes.</summary>
internal static class DryRun
{
    public static Task<RunPlan> PlanAsync(RunRequest request, JudgeSession session, TimeProvider clock, CancellationToken cancellationToken) =>
        PlanAsync(
            request.ReadAsync(cancellationToken), request.Store, request.Cache, request.Rule, session, clock, cancellationToken);

    public static async Task<RunPlan> PlanAsync(
        IAsyncEnumerable<SourcedResponse> source, string storePath, string? cacheLocation, IntakeRule rule, JudgeSession session, TimeProvider clock, CancellationToken cancellationToken)
    {
        await using var place = LedgerStore.Of(storePath);
        await using ILedgerQueries? ledger = await place.ExistsAsync(cancellationToken) ? await place.QueryAsync(cancellationToken) : null;
        await using IVerdictCache? store = cacheLocation is not null && CacheStore.Exists(cacheLocation) ? await CacheStore.OpenAsync(cacheLocation, clock, cancellationToken) : null;
        await using CachedVerdicts? cache = store is null ? null : new CachedVerdicts(store, clock);
        // Without a cache that could be read, equal questions would still share a call.
        SharedCalls? sharing = cache?.Sharing ?? (cacheLocation is null ? null : new SharedCalls());
        // What may wait in a batch has its price; what falls back costs more.
        IResponseJudge judge = session.Plain(byBatch: session.Judge.Terms.Lanes.MayWait).Open(session.Judge, sharing, clock);
        var planner = new RunPlanner(judge, rule, cache, KnownStatesAsync);
        return await planner.PlanAsync(source, cancellationToken);

        async Task<IReadOnlyList<OutcomeState?>> KnownStatesAsync(IReadOnlyList<Response> responses)
        {
            IReadOnlyList<OutcomeState?> states = ledger is null
                ? new OutcomeState?[responses.Count]
                : await ledger.StatesAsync(session.Judge.Name, session.Judge.Version, responses, cancellationToken);
            return rule.AsksFailedAgain ? [.. states.Select(s => s == OutcomeState.Unscored ? null : s)] : states;
        }
    }
}
