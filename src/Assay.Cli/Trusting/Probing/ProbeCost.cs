using Assay.Calibrating.Probing;
using Assay.Cli.Judging;
using Assay.Collecting;
using Assay.Collecting.Intake;
using Assay.Scoring.Judging;
using Assay.Scoring.Running;

namespace Assay.Cli.Trusting.Probing;

/// <summary>What a probe would ask and cost at most: what the cache or an earlier sitting answers comes off it.</summary>
internal static class ProbeCost
{
    public static async Task<RunPlan> OfAsync(ProbePlan plan, JudgeSession session, TimeProvider clock, CancellationToken cancellationToken)
    {
        var access = new ModelAccess { Client = session.Client, Price = session.Price, Forms = new ReplyForms(session.StrictestForm), Choices = session.Choices };
        var sum = new RunPlan();
        foreach (ProbeRun run in plan.Runs)
        {
            var judge = new ModelJudge(run.Judge, access, new RetryPolicy(new Random()), sharing: null, clock);
            var planner = new RunPlanner(judge, IntakeRule.All, cache: null, responses => Task.FromResult<IReadOnlyList<OutcomeState?>>(new OutcomeState?[responses.Count]));
            RunPlan one = await planner.PlanAsync(run.Responses.Select((r, i) => new SourcedResponse(r, "probe", i + 1, i + 1)).ToAsyncEnumerable(), cancellationToken);
            sum = sum with
            {
                Responses = sum.Responses + one.Responses,
                Checked = sum.Checked + one.Checked,
                Calls = sum.Calls + one.Calls,
                InputTokens = sum.InputTokens + one.InputTokens,
                OutputTokens = sum.OutputTokens + one.OutputTokens,
                UsualUsd = sum.UsualUsd + one.UsualUsd,
                WorstUsd = sum.WorstUsd + one.WorstUsd,
            };
        }

        return sum;
    }
}
