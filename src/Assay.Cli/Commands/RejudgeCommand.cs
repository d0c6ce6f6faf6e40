using System.CommandLine;
using Assay.Cli.Judging;
using Assay.Cli.Output;
using Assay.Cli.Running;
using Assay.Collecting.Intake;
using Assay.Configuring;
using Assay.Scoring.Judging;
using Assay.Scoring.Running;
using Assay.Storage;

namespace Assay.Cli.Commands;

/// <summary><c>assay rejudge</c>: owes a judge's present version what was received before it; the service judges it after what is new.</summary>
internal static class RejudgeCommand
{
    private static readonly Option<string> Since = new("--since") { Description = "Only responses received in this time, such as 30d (default: all).", HelpName = "TIME" };

    public static Command Create()
    {
        var command = new Command("rejudge", "Owe a changed judge what was received before; the service judges it after what is new.") { Since, RunOptions.Failed };
        JudgeOptions.AddTo(command);
        command.Add(JudgeOptions.Samples);
        command.Options.Remove(JudgeOptions.BudgetUsd);
        command.Add(RunOptions.Store);
        command.Add(RunOptions.Cache);
        command.Add(RunOptions.DryRun);
        command.Add(RunOptions.Json);
        command.SetAction((parsed, _) => RejudgeAsync(parsed));
        return command;
    }

    private static async Task<int> RejudgeAsync(ParseResult parsed)
    {
        Settings settings = Settings.Load(parsed);
        Judge judge = JudgeSelection.Select(settings);
        string named = settings.Text(RunOptions.Store) ?? RunOptions.DefaultStore;
        await using var store = LedgerStore.Of(named);
        if (!await store.ExistsAsync(CancellationToken.None))
        {
            throw new ConfigurationException($"there is no ledger at {store.Shown}. Name one with --store, or make one with `assay serve`.");
        }

        TimeProvider clock = TimeProvider.System;
        DateTimeOffset since = settings.Time(Since) is { } back ? Duration.Before(clock.GetUtcNow(), back) : DateTimeOffset.UnixEpoch;
        var rule = new IntakeRule(judge.Terms.Filter, new Sample(judge.Terms.Sample)) { AsksFailedAgain = parsed.GetValue(RunOptions.Failed) };
        using var interrupts = new Interrupts();
        if (parsed.GetValue(RunOptions.DryRun))
        {
            using JudgeSession session = JudgeSession.Open(settings, judge, clock);
            string? cache = judge.Model.IsOffline ? null : settings.Text(RunOptions.Cache) ?? CacheStore.Beside(named);
            RunPlan plan = await DryRun.PlanAsync(store.ResponsesAsync(since, interrupts.Stop), named, cache, rule, session, clock, interrupts.Stop);
            if (parsed.GetValue(RunOptions.Json))
            {
                Console.Out.WriteLine(PlanReport.Json(plan, judge));
            }
            else
            {
                PlanReport.Write(Terminal.Out(), plan, judge, budgetUsd: null);
            }

            return ExitCode.Ok;
        }

        Rejudging owed = await store.OweAsync(judge, rule, since, clock, interrupts.Stop);
        if (parsed.GetValue(RunOptions.Json))
        {
            Console.Out.WriteLine(JsonLine.Write(json =>
            {
                json.WriteNumber("owed", owed.Owed);
                json.WriteNumber("without_texts", owed.WithoutTexts);
                json.WriteString("judge", judge.Name);
                json.WriteString("judge_version", judge.Version);
            }));
        }
        else
        {
            Console.Out.WriteLine(FormattableString.Invariant($"{owed.Owed:N0} verdicts are owed to {TerminalText.Clean(judge.Name)}, version {judge.Version}. Earlier verdicts stay beside them."));
            if (owed.WithoutTexts > 0)
            {
                Console.Out.WriteLine(FormattableString.Invariant($"{owed.WithoutTexts:N0} cannot be judged, because their texts were not kept (content is off): skipped as content_not_kept until they are sent again."));
            }

            await Console.Error.WriteLineAsync("`assay serve` judges them, after what is new; one that is running must have been started with this judge as it is now.");
        }

        return ExitCode.Ok;
    }
}
