using System.CommandLine;
using Assay.Cli.Judging;
using Assay.Cli.Output;
using Assay.Cli.Running;
using Assay.Collecting;
using Assay.Collecting.Files;
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
        command.Add(RunOptions.Store);
        command.Add(RunOptions.Concurrency);
        command.Add(RunOptions.Limit);
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
        IReadOnlyList<string> slices = parsed.GetValue(RunOptions.Slice) is { Length: > 0 } named ? named : settings.File.Slices;
        var request = new RunRequest(
            InputFiles.Find(parsed.GetValue(Files)!),
            settings.Text(RunOptions.Store) ?? RunOptions.DefaultStore,
            settings.Whole(RunOptions.Concurrency, 1, 100_000),
            settings.Whole(RunOptions.Limit, 1, int.MaxValue),
            settings.Money(JudgeOptions.BudgetUsd),
            [.. slices.Distinct(StringComparer.Ordinal)],
            parsed.GetValue(RunOptions.Out) ?? []);
        double minCoverage = settings.Number(RunOptions.MinCoverage, 0, 1) ?? DefaultMinCoverage;
        using JudgeSession session = JudgeSession.Open(settings, judge, TimeProvider.System);
        using var interrupts = new Interrupts();

        RunResult result = await RunSession.ExecuteAsync(request, session, TimeProvider.System, interrupts);
        int exitCode = ExitCodeOf(result, minCoverage);
        if (parsed.GetValue(RunOptions.Json))
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

        return exitCode;
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
        (RunEnd.BudgetReached, _) => $"the budget is reached; {result.Account.Owed} responses stay owed, and the same command continues with a new budget.",
        (RunEnd.Interrupted, _) => "interrupted; the same command continues.",
        (_, ExitCode.Inconclusive) when result.Account.Accepted == 0 => "the input holds no responses: there is nothing to conclude from.",
        (_, ExitCode.Inconclusive) => FormattableString.Invariant(
            $"only {result.Account.Coverage:P1} of the responses could be scored, less than --min-coverage {minCoverage}: too little to conclude from."),
        _ => null,
    };
}
