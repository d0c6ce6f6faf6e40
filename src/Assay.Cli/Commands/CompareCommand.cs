using System.CommandLine;
using Assay.Cli.Assisting.Tools;
using Assay.Cli.Judging;
using Assay.Cli.Output;
using Assay.Cli.Prompting;
using Assay.Cli.Running;
using Assay.Collecting.Files;
using Assay.Configuring;
using Assay.Scoring.Judging;
using Assay.Scoring.Running;
using Assay.Server.Dashboard;
using Assay.Server.Dashboard.Pages;
using Assay.Storage;
using Assay.Surfacing;

namespace Assay.Cli.Commands;

/// <summary><c>assay compare</c>: two releases, or a range and the one before it.</summary>
internal static class CompareCommand
{
    private const string UsualRange = "7d";

    /// <summary>Two releases are compared whenever they were.</summary>
    private const string Ever = "3650d";

    private static readonly Argument<string?> First = new("a") { Description = "A release, or a file of outputs.", HelpName = "A", Arity = ArgumentArity.ZeroOrOne };
    private static readonly Argument<string?> Second = new("b") { Description = "The release or the file that it is compared with.", HelpName = "B", Arity = ArgumentArity.ZeroOrOne };
    private static readonly Option<string> Range = new("--range") { Description = "Without releases: this time up to now against as long before (default: 7d).", HelpName = "TIME" };
    private static readonly Option<string[]> Prompt = new("--prompt") { Description = "Twice: two prompt versions, or the first digits of them, instead of releases.", HelpName = "VERSION" };
    private static readonly Option<string> OfJudge = new("--judge") { Description = "What this judge scored (default: the first by name); for two files the judge that says which output is better.", HelpName = "NAME" };

    public static Command Create()
    {
        var command = new Command("compare", "Compare two releases, two prompt versions, or a range with the one before it; or the outputs of two files, pair by pair.")
        {
            First, Second, Settings.ConfigOption, RunOptions.Store, Range, Prompt, OfJudge, RunOptions.Json,
            JudgeOptions.Free, JudgeOptions.BudgetUsd, JudgeOptions.Prices, JudgeOptions.Timeout, RunOptions.Concurrency, RunOptions.Cache, RunOptions.NoCache,
            RunOptions.Limit, RunOptions.Redact, RunOptions.Content, RunOptions.DryRun, RunOptions.MinCoverage, RunOptions.Out,
        };
        command.SetAction((parsed, cancel) => RunAsync(parsed, cancel));
        return command;
    }

    private static async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        (string? a, string? b) = (parsed.GetValue(First), parsed.GetValue(Second));
        if (a is not null && b is null)
        {
            throw new ConfigurationException("name two releases or two files, or nothing: then --range is compared with as long before.");
        }

        Settings settings = Settings.Load(parsed);
        if (a is not null && PairJudge(settings, parsed.GetValue(OfJudge), a, b!) is { } comparing)
        {
            return await RunCommand.RunAsync(settings, parsed, comparing, InputFiles.Find([a, b!]), new PairSource.OfTwoFiles(a, b!));
        }

        string[] prompts = parsed.GetValue(Prompt) ?? [];
        if (prompts.Length is not (0 or 2) || (prompts.Length == 2 && a is not null))
        {
            throw new ConfigurationException("--prompt stands twice, and without releases: assay compare --prompt 3f9a --prompt 81c2.");
        }

        string range = a is not null ? Ever : parsed.GetValue(Range) ?? UsualRange;
        if (!Duration.TryParse(range, out TimeSpan length) || length <= TimeSpan.Zero)
        {
            throw new ConfigurationException($"--range is `{range}`, but must be a length of time such as 24h or 30d.");
        }

        await using var store = LedgerStore.Of(settings.Text(RunOptions.Store) ?? RunOptions.DefaultStore);
        await using ILedgerQueries ledger = await store.QueryAsync(cancellationToken);
        string? judge = parsed.GetValue(OfJudge);
        if (judge is not null && await ledger.JudgesAsync(cancellationToken) is var judges && !judges.Contains(judge))
        {
            throw new ConfigurationException($"the ledger holds no judge `{judge}`. It holds: {string.Join(", ", judges)}.");
        }

        CompareModel model = prompts is [var before, var after]
            ? await PromptComparison.ReadAsync(ledger, (before, after), judge, cancellationToken)
            : await ReadAsync(ledger, (range, length), a is null ? null : (a, b!), judge, cancellationToken);
        foreach (string release in new[] { a, b }.OfType<string>().Where(r => !model.Releases.Contains(r)))
        {
            throw new ConfigurationException($"no release `{release}` was announced or scored. {(model.Releases.Count == 0 ? "None is known." : $"Known: {string.Join(", ", model.Releases.TakeLast(20))}.")}");
        }

        if (parsed.GetValue(RunOptions.Json))
        {
            Console.Out.WriteLine(JsonLine.Write(json =>
            {
                json.WriteString("judge", model.Judge);
                json.WriteString("judge_version", model.JudgeVersion);
                json.WriteString("before", model.Sides.First);
                json.WriteString("after", model.Sides.Second);
                CompareTool.Write(json, "criteria", model.Criteria);
                CompareTool.Write(json, "slices", model.Slices);
            }));
        }
        else if (model.Criteria.Count > 0)
        {
            ComparisonText.Write(Terminal.Out(), model);
        }

        if (model.Criteria.Count > 0)
        {
            return ExitCode.Ok;
        }

        await Console.Error.WriteLineAsync($"assay: {TerminalText.Clean(model.Notice ?? $"one of the two sides has no scores: there is nothing to compare.{(a is null ? " A longer --range may hold some." : "")}")}");
        return ExitCode.Inconclusive;
    }

    private static Task<CompareModel> ReadAsync(ILedgerQueries ledger, (string Text, TimeSpan Length) range, (string, string)? releases, string? judge, CancellationToken cancellationToken)
    {
        DateTimeOffset now = TimeProvider.System.GetUtcNow();
        var view = new View { Path = "/compare", Now = now, Range = range.Text, Period = Period.Of(range.Length, now), Judge = judge };
        return CompareModel.ReadAsync(ledger, view, since: null, releases, cancellationToken);
    }

    /// <summary>The judge that is to compare two files; null where two releases are meant.</summary>
    /// <exception cref="ConfigurationException">Two files, but no judge that compares.</exception>
    private static Judge? PairJudge(Settings settings, string? named, string a, string b)
    {
        Judge[] comparing = [.. settings.File.Judges.Where(j => j.IsPairwise && (named is null || j.Name == named))];
        bool areFiles = File.Exists(a) && File.Exists(b);
        return (areFiles || named is not null) && comparing.Length == 1 ? comparing[0]
            : !areFiles ? null
            : throw new ConfigurationException(comparing.Length > 1
                ? $"the configuration has several judges that compare. Choose one with --judge: {string.Join(", ", comparing.Select(j => j.Name))}."
                : $"{a} and {b} are files, and {(named is null ? "the configuration has no judge that says" : $"{named} is no judge of the configuration that says")} which of two outputs is better. Add one with `mode: pairwise` under judges, and name it with --judge.");
    }
}
