using System.CommandLine;
using Assay.Cli.Judging;
using Assay.Cli.Output;
using Assay.Cli.Running;
using Assay.Collecting;
using Assay.Collecting.Files;
using Assay.Collecting.Intake;
using Assay.Scoring.Judging;
using Assay.Scoring.Running;

namespace Assay.Cli.Commands;

/// <summary><c>assay run FILE...</c>: scores files; every response ends scored, unscored with a reason, or stays owed.</summary>
internal static class RunCommand
{
    private const double DefaultMinCoverage = 0.95;

    private static readonly Argument<string[]> Files = new("files")
    {
        Description = "Responses: .jsonl, .ndjson, .json, .csv, .tsv, also .jsonl.gz; globs such as data/*.jsonl; - for standard input.",
        HelpName = "FILE...",
        Arity = ArgumentArity.OneOrMore,
    };

    public static Command Create()
    {
        var command = new Command("run", "Score responses of files. After a stop, the same command continues.") { Files };
        FileNames.RefuseOptions(command, Files);
        JudgeOptions.AddTo(command);
        JudgeOptions.AddLanesTo(command);
        command.Add(JudgeOptions.Samples);
        command.Add(RunOptions.Store);
        command.Add(RunOptions.Concurrency);
        command.Add(RunOptions.Cache);
        command.Add(RunOptions.NoCache);
        command.Add(RunOptions.Limit);
        command.Add(RunOptions.Sample);
        command.Add(RunOptions.Redact);
        command.Add(RunOptions.Content);
        command.Add(RunOptions.Failed);
        command.Add(RunOptions.DryRun);
        command.Add(RunOptions.Slice);
        command.Add(RunOptions.MinCoverage);
        command.Add(RunOptions.Out);
        command.Add(RunOptions.Json);
        command.SetAction((parsed, _) => RunAsync(parsed));
        return command;
    }

    private static async Task<int> RunAsync(ParseResult parsed)
    {
        Settings settings = Settings.Load(parsed);
        Judge judge = JudgeSelection.Select(settings);
        return await RunAsync(settings, parsed, judge, InputFiles.Find(parsed.GetValue(Files)!), judge.IsPairwise ? new PairSource.OfRecords() : null);
    }

    /// <summary>Judges what the files hold, and shows what came of it.</summary>
    /// <returns>The exit code.</returns>
    internal static async Task<int> RunAsync(Settings settings, ParseResult parsed, Judge judge, InputFiles input, PairSource? pairs)
    {
        RunRequest request = RequestOf(settings, parsed, judge, input) with { Pairs = pairs };
        double minCoverage = settings.Number(RunOptions.MinCoverage, 0, 1) ?? DefaultMinCoverage;
        using JudgeSession session = JudgeSession.Open(settings, judge, TimeProvider.System);
        if (session.LaneNotice is { } notice)
        {
            await Console.Error.WriteLineAsync($"assay: {TerminalText.Clean(notice)}");
        }

        using var interrupts = new Interrupts();
        bool json = parsed.GetValue(RunOptions.Json);
        if (settings.Flag(RunOptions.DryRun))
        {
            RunPlan plan = await DryRun.PlanAsync(request, session, TimeProvider.System, interrupts.Stop);
            if (json)
            {
                Console.Out.WriteLine(PlanReport.Json(plan, judge));
            }
            else
            {
                PlanReport.Write(Terminal.Out(), plan, judge, request.BudgetUsd);
            }

            return ExitCode.Ok;
        }

        RunResult result = await RunSession.ExecuteAsync(request, session, TimeProvider.System, interrupts);
        int exitCode = ExitCodeOf(result, minCoverage);
        if (json)
        {
            Console.Out.WriteLine(RunJson.Write(result, judge, exitCode));
        }
        else
        {
            RunReport.Write(Terminal.Out(), result, judge);
        }

        if (Explain(result, exitCode, minCoverage) is { } message)
        {
            await Console.Error.WriteLineAsync($"assay: {TerminalText.Clean(message)}");
        }

        foreach (string warning in result.Pairs?.Warnings ?? [])
        {
            await Console.Error.WriteLineAsync($"assay: {TerminalText.Clean(warning)}");
        }

        return exitCode;
    }

    private static RunRequest RequestOf(Settings settings, ParseResult parsed, Judge judge, InputFiles input)
    {
        IReadOnlyList<string> slices = parsed.GetValue(RunOptions.Slice) is { Length: > 0 } named ? named : settings.File.Slices;
        string store = settings.Text(RunOptions.Store) ?? RunOptions.DefaultStore;
        bool keepsContent = settings.KeepsContent(RunOptions.Content);
        return new RunRequest
        {
            Input = input,
            Store = store,
            KeepsContent = keepsContent,
            Cache = settings.Flag(RunOptions.NoCache) || !keepsContent || judge.Model.IsOffline ? null : settings.Text(RunOptions.Cache) ?? CacheStore.Beside(store),
            Concurrency = settings.Whole(RunOptions.Concurrency, 1, 100_000),
            Limit = settings.Whole(RunOptions.Limit, 1, int.MaxValue),
            Rule = new IntakeRule(judge.Terms.Filter, new Sample(settings.Number(RunOptions.Sample, 0.0001, 1) ?? judge.Terms.Sample)) { AsksFailedAgain = parsed.GetValue(RunOptions.Failed) },
            Redaction = settings.Redaction(RunOptions.Redact),
            BudgetUsd = settings.Money(JudgeOptions.BudgetUsd),
            Slices = [.. slices.Distinct(StringComparer.Ordinal)],
            Out = parsed.GetValue(RunOptions.Out) ?? [],
        };
    }

    internal static int ExitCodeOf(RunResult result, double minCoverage) => result.End switch
    {
        RunEnd.Interrupted => ExitCode.Interrupted,
        RunEnd.BudgetReached => ExitCode.BudgetReached,
        RunEnd.ProviderFailed => ExitCode.Provider,
        RunEnd.InputRejected => ExitCode.Usage,
        _ => result.Account.Coverage is not { } coverage || coverage < minCoverage ? ExitCode.Inconclusive : ExitCode.Ok,
    };

    private static string? Explain(RunResult result, int exitCode, double minCoverage) => (result.End, exitCode) switch
    {
        (RunEnd.InputRejected { Error: var error }, _) => error.Message,
        (RunEnd.ProviderFailed { Detail: var detail }, _) => $"{detail.TrimEnd('.')}. Nothing is lost: {result.Account.Owed} responses stay owed, and the same command continues.",
        (RunEnd.BudgetReached { Detail: var detail }, _) =>
            $"the budget is reached: {detail}. {result.Account.Owed} responses stay owed; the same command continues with a larger budget, or tomorrow.",
        (RunEnd.Interrupted, _) => "interrupted; the same command continues.",
        (_, ExitCode.Inconclusive) when result.Account.Accepted == 0 => "the input holds no responses: there is nothing to conclude from.",
        (_, ExitCode.Inconclusive) => FormattableString.Invariant(
            $"only {result.Account.Coverage:P1} of the responses could be scored, less than --min-coverage {minCoverage}: too little to conclude from."),
        _ => null,
    };
}
