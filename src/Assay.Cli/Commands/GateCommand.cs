using System.CommandLine;
using Assay.Cli.Gating;
using Assay.Cli.Judging;
using Assay.Cli.Running;
using Assay.Collecting.Intake;
using Assay.Collecting.Redaction;
using Assay.Configuring;
using Assay.Gating;
using Assay.Gating.Targets;
using Assay.Scoring.Judging;
using Assay.Scoring.Running;
using Assay.Storage;

namespace Assay.Cli.Commands;

/// <summary><c>assay gate</c>: outputs may pass where they did not fall behind a baseline, and hold their bars.</summary>
internal static class GateCommand
{
    private const string Inconclusive = "inconclusive";
    private const string Advisory = "advisory";

    public static Command Create()
    {
        var command = new Command("gate", "Pass, fail or inconclusive: did outputs fall behind a baseline by more than a margin, or below a bar?")
        {
            GateOptions.Outputs, GateOptions.DataSet, GateOptions.Target, GateOptions.Prompt, GateOptions.TargetModel, GateOptions.BaselineOutputs, GateOptions.Baseline, GateOptions.BaselineTarget, GateOptions.BaselineRef, GateOptions.Margin, GateOptions.Samples, GateOptions.MinN, RunOptions.MinCoverage,
            GateOptions.Group, GateOptions.Cluster, GateOptions.EarlyStop, GateOptions.NoRescore, GateOptions.ExitZeroOn, GateOptions.Branch, GateOptions.Commit,
        };
        JudgeOptions.AddTo(command);
        JudgeOptions.AddLanesTo(command);
        command.Add(GateOptions.TargetBudgetUsd);
        command.Add(RunOptions.Store);
        command.Add(RunOptions.Concurrency);
        command.Add(RunOptions.Cache);
        command.Add(RunOptions.NoCache);
        command.Add(RunOptions.Failed);
        command.Add(RunOptions.Redact);
        command.Add(RunOptions.Content);
        command.Add(GateOptions.Out);
        command.Add(RunOptions.Json);
        command.SetAction((parsed, _) => RunAsync(parsed));
        return command;
    }

    private static async Task<int> RunAsync(ParseResult parsed)
    {
        Settings settings = Settings.Load(parsed);
        string[] files = parsed.GetValue(GateOptions.Out) ?? [];
        foreach (string file in files)
        {
            GateFiles.ThrowIfUnwritable(file);
        }

        string? exitsZeroOn = ExitsZeroOn(settings.Text(GateOptions.ExitZeroOn));
        Judge judge = JudgeSelection.Select(settings);
        GateTerms terms = GateOptions.Terms(parsed, settings);
        string location = settings.Text(RunOptions.Store) ?? RunOptions.DefaultStore;
        using var interrupts = new Interrupts();
        RedactionRules redaction = settings.Redaction(RunOptions.Redact);
        bool keepsContent = settings.KeepsContent(RunOptions.Content);
        await using var store = LedgerStore.Of(location, keepsContent);
        string? cache = settings.Flag(RunOptions.NoCache) || !keepsContent ? null : settings.Text(RunOptions.Cache) ?? CacheStore.Beside(location);
        await using var targets = new GateTargets(settings, redaction, cache, new AnswerMeasures(judge.Rubric), TimeProvider.System);
        var sides = new GateSides(settings, redaction, targets);
        sides.ThrowUnlessNamed();
        using JudgeSession session = JudgeSession.Open(settings, judge, TimeProvider.System);
        // All that could be wrong is told before a target is asked, which may take long and cost something.
        await targets.PrepareAsync(interrupts.Stop);
        await targets.OpenBudgetAsync(store, interrupts.Stop);
        GateSide? baseline = await sides.BaselineAsync(store, judge, interrupts.Stop);
        GateSide candidate = await sides.CandidateAsync(interrupts.Stop);
        await targets.CloseBudgetAsync();
        if (baseline is null && judge.IsPairwise)
        {
            throw new ConfigurationException($"the judge {judge.Name} says which of two outputs is better, and there is nothing to hold these against. Name a baseline with --baseline-outputs FILE or --baseline RUN.");
        }

        if (baseline is null && terms.Min.Count == 0 && !candidate.Outputs.Any(o => CasePairing.MustPass(o.Response)))
        {
            throw new ConfigurationException("there is nothing to hold the outputs against. Name a baseline with --baseline-outputs FILE or --baseline RUN, or write bars into assay.yaml (gate: { min: { overall: 3.8 } }).");
        }

        var request = new GateRequest
        {
            Candidate = candidate,
            Baseline = baseline,
            Terms = terms,
            Origin = await OriginOfSources.FindAsync(settings.Text(GateOptions.Branch), settings.Text(GateOptions.Commit), interrupts.Stop),
            Rule = new IntakeRule(judge.Terms.Filter, new Sample(1)) { AsksFailedAgain = parsed.GetValue(RunOptions.Failed) },
            Store = location,
            Cache = judge.Model.IsOffline ? null : cache,
            Concurrency = settings.Whole(RunOptions.Concurrency, 1, 100_000),
            BudgetUsd = settings.Money(JudgeOptions.BudgetUsd),
        };
        if (baseline is { IsRescored: true })
        {
            RunPlan plan = await DryRun.PlanAsync(baseline.Outputs.ToAsyncEnumerable(), location, request.Cache, request.Rule, session, TimeProvider.System, interrupts.Stop);
            await Console.Error.WriteLineAsync(FormattableString.Invariant($"assay: that takes {plan.Calls:N0} calls, about ${plan.UsualUsd:0.00####} for one sample of each."));
        }

        GateReport report = await new GateSession(request, store, session, TimeProvider.System, interrupts).ExecuteAsync();
        if (report.ExitCode == ExitCode.Inconclusive && (exitsZeroOn == Inconclusive || (exitsZeroOn == Advisory && report.IsHeldBack)))
        {
            report = report with { ExitCode = ExitCode.Ok };
        }

        await GateFiles.WriteAsync(report, candidate, files, parsed.GetValue(RunOptions.Json));
        return report.ExitCode;
    }

    private static string? ExitsZeroOn(string? text) => text is null or Inconclusive or Advisory
        ? text
        : throw new ConfigurationException($"--exit-zero-on is `{text}`, but can only be {Inconclusive} or {Advisory}: a failed gate always fails, and so does one that could not be finished.");
}
