using Assay.Collecting;
using Assay.Collecting.Intake;
using Assay.Scoring.Caching;
using Assay.Scoring.Judging;
using Assay.Scoring.Spending;

namespace Assay.Scoring.Running;

/// <summary>Goes through the input as a run would, and adds up what it would ask. Nothing is asked, nothing is written.</summary>
/// <param name="cache">Null where there is none yet, or none is wanted.</param>
/// <param name="knownStates">Where responses stand with this judge version, in their order; null for those the ledger does not hold.</param>
public sealed class RunPlanner(
    IResponseJudge judge, IntakeRule rule, CachedVerdicts? cache, Func<IReadOnlyList<Response>, Task<IReadOnlyList<OutcomeState?>>> knownStates)
{
    private const int Batch = 500;

    private readonly HashSet<UInt128> _asked = [];

    /// <exception cref="InputException">The input cannot be read.</exception>
    public async Task<RunPlan> PlanAsync(IAsyncEnumerable<SourcedResponse> source, CancellationToken cancellationToken)
    {
        var plan = new RunPlan();
        var batch = new List<SourcedResponse>(Batch);
        await foreach (SourcedResponse sourced in source.WithCancellation(cancellationToken))
        {
            batch.Add(sourced);
            if (batch.Count == Batch)
            {
                plan = await AddAsync(plan, batch, cancellationToken);
                batch.Clear();
            }
        }

        return await AddAsync(plan, batch, cancellationToken);
    }

    private async Task<RunPlan> AddAsync(RunPlan plan, List<SourcedResponse> batch, CancellationToken cancellationToken)
    {
        plan = plan with { Responses = plan.Responses + batch.Count };
        IReadOnlyList<OutcomeState?> states = await knownStates([.. batch.Select(b => b.Response)]);
        var owed = new List<PendingVerdict>(batch.Count);
        for (int i = 0; i < batch.Count; i++)
        {
            if (states[i] is OutcomeState.Scored or OutcomeState.Unscored)
            {
                plan = plan with { Decided = plan.Decided + 1 };
            }
            else if (rule.Skips(batch[i].Response) is not null)
            {
                plan = plan with { Skipped = plan.Skipped + 1 };
            }
            else if (batch[i].HasNoTexts)
            {
                plan = plan with { WithoutTexts = plan.WithoutTexts + 1 };
            }
            else
            {
                owed.Add(judge.Prepare(batch[i].Response));
            }
        }

        try
        {
            if (cache is not null)
            {
                await cache.FindAsync(owed, cancellationToken);
            }

            return owed.Aggregate(plan, (RunPlan sum, PendingVerdict pending) => Add(sum, pending));
        }
        finally
        {
            owed.ForEach(p => p.Dispose());
        }
    }

    private RunPlan Add(RunPlan plan, PendingVerdict pending)
    {
        if (pending.Decided is not null)
        {
            return plan with { Checked = plan.Checked + 1 };
        }

        foreach (PlannedQuestion planned in judge.Plan(pending))
        {
            (PendingVerdict of, int question) = (planned.Pending, planned.Question);
            int missing = 0;
            for (int sample = 0; sample < of.Plan.AtLeast; sample++)
            {
                int place = of.Place(question, sample);
                if (of.CachedReply(place) is { } reply)
                {
                    plan = plan with { Cached = plan.Cached + 1, CacheSavesUsd = plan.CacheSavesUsd + reply.CostUsd };
                }
                else if (of.Keys.Count > 0 && (!of.LooksUp(place) || !_asked.Add(of.Keys[place].Question)))
                {
                    plan = plan with { Shared = plan.Shared + 1 };
                }
                else
                {
                    missing++;
                }
            }

            plan = planned.CallsFor(missing).Aggregate(plan, (sum, call) => Add(sum, planned, call));
            // More samples are taken only where they are needed, one call after another.
            plan = plan with { WorstUsd = plan.WorstUsd + ((of.Plan.AtMost - of.Plan.AtLeast) * planned.Estimate.WorstCase(planned.Price)) };
        }

        return plan;
    }

    private static RunPlan Add(RunPlan plan, PlannedQuestion planned, TokenEstimate call) => (planned.IsLater
        ? plan with { LaterCalls = plan.LaterCalls + 1 }
        : plan with
        {
            Calls = plan.Calls + 1,
            InputTokens = plan.InputTokens + call.Input,
            OutputTokens = plan.OutputTokens + call.Output,
            UsualUsd = plan.UsualUsd + call.UsualCost(planned.Price),
        }) with
        {
            WorstUsd = plan.WorstUsd + call.WorstCase(planned.Price),
        };
}
