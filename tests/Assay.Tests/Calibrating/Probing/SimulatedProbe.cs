using Assay.Calibrating.Probing;
using Assay.Collecting;
using Assay.Scoring.Judging;
using Assay.Scoring.Rubrics;
using Assay.Scoring.Spending;
using Assay.Simulator;

namespace Assay.Tests.Calibrating.Probing;

/// <summary>Probes of simulated judges whose biases are known: the plan, the prompts and the reading of replies are those of the product, only the wire is left out.</summary>
internal static class SimulatedProbe
{
    public static Judge Judge { get; } = new()
    {
        Name = "quality",
        Model = ModelReference.TryParse("openai:simulated-judge")!,
        Rubric = new Rubric
        {
            Name = "quality",
            Criteria =
            [
                new Criterion
                {
                    Name = "quality", Question = "Is the answer right, and is anything missing?", Scale = new Scale.Numeric(1, 5, Fractions: false),
                    Anchors = [new Anchor("1", "wrong"), new Anchor("3", "partly right"), new Anchor("5", "right and complete")],
                },
            ],
            Overall = new Scale.Numeric(1, 5, Fractions: false),
        },
    };

    public static ProbePlan Plan { get; } = ProbePlan.Of(Judge, ProbeSet.BuiltIn());

    public static async Task<ProbeReport> RunAsync(SimulatorOptions options, ProbePlan? plan = null)
    {
        plan ??= Plan;
        using var client = new InProcessChatClient(options with { ReadsReference = true });
        var access = new ModelAccess { Client = client, Price = ModelPrice.Free, Forms = new ReplyForms(ReplyForm.JsonSchema) };
        var answers = new ProbeAnswers();
        foreach (ProbeRun run in plan.Runs)
        {
            var judge = new ModelJudge(run.Judge, access, new RetryPolicy(new Random(1)), sharing: null, TimeProvider.System) { Repeat = run.Repeat };
            foreach (Response response in run.Responses)
            {
                if (await judge.JudgeAsync(response, CancellationToken.None) is Judged.Decided decided)
                {
                    answers.Add(run.Sitting, response.Id, run.Judge.Rubric, decided.Verdict);
                }
            }
        }

        return ProbeReport.Of(plan, answers, new ProbeLimits());
    }
}
