using Assay.Cli.Judging;
using Assay.Collecting;
using Assay.Scoring.Caching;
using Assay.Scoring.Judging;
using Assay.Scoring.Running;
using Assay.Storage.Sqlite;

namespace Assay.Cli.Running;

/// <summary>Plans a run: reads the input, the ledger and the cache, and neither asks nor writes.</summary>
internal static class DryRun
{
    public static async Task<RunPlan> PlanAsync(RunRequest request, JudgeSession session, TimeProvider clock, CancellationToken cancellationToken)
    {
        using LedgerQueries? ledger = File.Exists(request.Store) ? LedgerQueries.Open(request.Store) : null;
        await using IVerdictCache? store = request.Cache is { } location && CacheStore.Exists(location) ? await CacheStore.OpenAsync(location, clock, cancellationToken) : null;
        await using CachedVerdicts? cache = store is null ? null : new CachedVerdicts(store, clock);
        // Without a cache that could be read, equal questions would still share a call.
        SharedCalls? sharing = cache?.Sharing ?? (request.Cache is null ? null : new SharedCalls());
        var access = new ModelAccess { Client = session.Client, Price = session.Price, Forms = new ReplyForms(session.StrictestForm) };
        var judge = new ModelJudge(session.Judge, access, new RetryPolicy(new Random()), sharing, clock);
        var planner = new RunPlanner(judge, session.Price, request.Rule, cache, KnownStates);
        return await planner.PlanAsync(RunSession.Limited(request.Input.ReadAsync(cancellationToken), request.Limit), cancellationToken);

        IReadOnlyList<OutcomeState?> KnownStates(IReadOnlyList<Response> responses) =>
            ledger?.States(session.Judge.Name, session.Judge.Version, responses) ?? new OutcomeState?[responses.Count];
    }
}
