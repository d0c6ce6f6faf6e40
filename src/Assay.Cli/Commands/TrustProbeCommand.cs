using System.CommandLine;
using Assay.Calibrating.Probing;
using Assay.Cli.Judging;
using Assay.Cli.Output;
using Assay.Cli.Running;
using Assay.Cli.Trusting.Probing;
using Assay.Configuring;
using Assay.Scoring.Judging;
using Assay.Scoring.Running;
using Assay.Storage;

namespace Assay.Cli.Commands;

/// <summary><c>assay trust probe</c>: what moves a judge's scores that should not, and what does not although it should.</summary>
internal static class TrustProbeCommand
{
    /// <summary>Above it somebody must have said so.</summary>
    private const decimal UnaskedUsd = 1;

    public static Command Create()
    {
        var command = new Command("probe", "Audit a judge: does order, length, style or flattery move its scores, and do faults lower them?") { ProbeOptions.Files };
        FileNames.RefuseOptions(command, ProbeOptions.Files);
        JudgeOptions.AddTo(command);
        command.Add(ProbeOptions.Pairs);
        command.Add(ProbeOptions.MaxCalls);
        command.Add(ProbeOptions.Bar);
        command.Add(ProbeOptions.Yes);
        command.Add(RunOptions.DryRun);
        command.Add(ProbeOptions.Store);
        command.Add(RunOptions.Concurrency);
        command.Add(RunOptions.Cache);
        command.Add(RunOptions.NoCache);
        command.Add(RunOptions.Redact);
        command.Add(RunOptions.Content);
        command.Add(ProbeOptions.Out);
        command.Add(RunOptions.Json);
        command.SetAction((parsed, _) => RunAsync(parsed));
        return command;
    }

    private static async Task<int> RunAsync(ParseResult parsed)
    {
        Settings settings = Settings.Load(parsed);
        string[] files = parsed.GetValue(ProbeOptions.Out) ?? [];
        foreach (string file in files)
        {
            ProbeFiles.ThrowIfUnwritable(file);
        }

        ProbeLimits limits = ProbeOptions.Limits(parsed);
        Judge judge = JudgeSelection.Select(settings);
        if (judge.IsPairwise)
        {
            throw new ConfigurationException($"the judge {judge.Name} says which of two outputs is better, and a probe asks for grades. `run` and `compare` tell how often the order changes what it says.");
        }

        string around = settings.Text(RunOptions.Store) ?? RunOptions.DefaultStore;
        bool keepsContent = settings.KeepsContent(RunOptions.Content);
        if (judge.Panel is not null)
        {
            throw new ConfigurationException($"{judge.Name} is a panel, and a probe turns prompt and rubric of one judge round. Probe those it asks, one by one: {string.Join(", ", judge.Panel.Judges.Select(j => j.Name))}.");
        }

        using JudgeSession session = JudgeSession.Open(settings, judge, TimeProvider.System);
        using var interrupts = new Interrupts();
        ProbeSet set = await ProbeMaterial.ReadAsync(parsed.GetValue(ProbeOptions.Files) ?? [], parsed.GetValue(ProbeOptions.Pairs), settings.Redaction(RunOptions.Redact), interrupts.Stop);
        var request = new ProbeRequest
        {
            Plan = ProbePlan.Of(judge, set, settings.Whole(ProbeOptions.MaxCalls, 1, 10_000_000) ?? ProbePlan.UsualMostCalls),
            Limits = limits,
            Cache = settings.Flag(RunOptions.NoCache) || !keepsContent || judge.Model.IsOffline ? null : settings.Text(RunOptions.Cache) ?? CacheStore.Beside(around),
            Concurrency = settings.Whole(RunOptions.Concurrency, 1, 100_000),
            BudgetUsd = settings.Money(JudgeOptions.BudgetUsd),
        };
        RunPlan cost = await ProbeCost.OfAsync(request.Plan, session, TimeProvider.System, interrupts.Stop);
        if (parsed.GetValue(RunOptions.DryRun))
        {
            if (parsed.GetValue(RunOptions.Json))
            {
                Console.Out.WriteLine(PlanReport.Json(cost, judge));
            }
            else
            {
                PlanReport.Write(Terminal.Out(), cost, judge, request.BudgetUsd);
            }

            return ExitCode.Ok;
        }

        string price = FormattableString.Invariant($"{cost.Calls:N0} calls, about ${cost.UsualUsd:0.00####}, at most ${cost.WorstUsd:0.00####} without retries");
        if (cost.UsualUsd > UnaskedUsd && request.BudgetUsd is null && !parsed.GetValue(ProbeOptions.Yes))
        {
            throw new ConfigurationException($"the probe takes up to {price}. Say --yes to spend that, cap it with --budget-usd, or ask less with --max-calls.");
        }

        await Console.Error.WriteLineAsync($"assay: probing {TerminalText.Clean(judge.Name)} with {request.Plan.Items.Count} items: up to {price}.");
        string location = parsed.GetValue(ProbeOptions.Store) ?? ProbeOptions.StoreBeside(around);
        await using var store = LedgerStore.Of(location, keepsContent);
        ProbeResult result = await new ProbeSession(request, store, session, TimeProvider.System, interrupts).ExecuteAsync();
        int exitCode = ExitCodeOf(result);
        if (result.HasAnswers || parsed.GetValue(RunOptions.Json))
        {
            await ProbeFiles.WriteAsync(result, exitCode, files, parsed.GetValue(RunOptions.Json));
        }

        if (Explain(result) is { } message)
        {
            await Console.Error.WriteLineAsync($"assay: {TerminalText.Clean(message)}");
        }

        return exitCode;
    }

    private static int ExitCodeOf(ProbeResult result) => result.End switch
    {
        RunEnd.Interrupted => ExitCode.Interrupted,
        RunEnd.BudgetReached => ExitCode.BudgetReached,
        RunEnd.ProviderFailed => ExitCode.Provider,
        _ => result.Report.Outcome switch { ProbeVerdict.Biased => ExitCode.QualityBelowBar, ProbeVerdict.Ok => ExitCode.Ok, _ => ExitCode.Inconclusive },
    };

    private static string? Explain(ProbeResult result) => result.End switch
    {
        RunEnd.BudgetReached { Detail: var detail } => $"the budget is reached: {detail}. What was judged is kept; the same command continues with a larger budget, or tomorrow.",
        RunEnd.ProviderFailed { Detail: var detail } => $"{detail.TrimEnd('.')}. What was judged is kept, and the same command continues.",
        RunEnd.Interrupted => "interrupted; the same command continues.",
        _ when !result.HasAnswers => "the judge gave no score at all, so nothing can be said of it. `assay judge test` shows what it replies.",
        _ when result.Report.Outcome == ProbeVerdict.Unclear => $"nothing can be said of this judge: {result.Report.Plan.Items.Count} items are too few, or too few of them could be judged. Ten that each test can use are the least, 50 tell something.",
        _ => null,
    };
}
