using System.CommandLine;
using System.Globalization;
using Assay.Cli.Gating;
using Assay.Cli.Judging;
using Assay.Cli.Output;
using Assay.Cli.Running;
using Assay.Collecting.Intake;
using Assay.Collecting.Redaction;
using Assay.Configuring;
using Assay.Gating;
using Assay.Scoring.Judging;
using Assay.Scoring.Running;
using Assay.Storage;

namespace Assay.Cli.Commands;

/// <summary><c>assay gate</c>: outputs may pass where they did not fall behind a baseline, and hold their bars.</summary>
internal static class GateCommand
{
    private const string GitPrefix = "git:";
    private const string Inconclusive = "inconclusive";

    public static Command Create()
    {
        var command = new Command("gate", "Pass, fail or inconclusive: did outputs fall behind a baseline by more than a margin, or below a bar?")
        {
            GateOptions.Outputs, GateOptions.BaselineOutputs, GateOptions.Baseline, GateOptions.Margin, GateOptions.Samples, GateOptions.MinN, RunOptions.MinCoverage,
            GateOptions.Group, GateOptions.Cluster, GateOptions.NoRescore, GateOptions.ExitZeroOn,
        };
        JudgeOptions.AddTo(command);
        command.Add(RunOptions.Store);
        command.Add(RunOptions.Concurrency);
        command.Add(RunOptions.Cache);
        command.Add(RunOptions.NoCache);
        command.Add(RunOptions.Redact);
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

        bool exitsZeroUnclear = ExitsZeroOnInconclusive(settings.Text(GateOptions.ExitZeroOn));
        Judge judge = JudgeSelection.Select(settings);
        GateTerms terms = GateOptions.Terms(parsed, settings);
        string location = settings.Text(RunOptions.Store) ?? RunOptions.DefaultStore;
        using var interrupts = new Interrupts();
        RedactionRules redaction = settings.Redaction(RunOptions.Redact);
        await using var store = LedgerStore.Of(location);
        string outputs = settings.Text(GateOptions.Outputs)
            ?? throw new ConfigurationException("there is nothing to gate. Name the outputs of your application with --outputs FILE.");
        GateSide candidate = await GateSide.ReadAsync(outputs, outputs, redaction, interrupts.Stop);
        GateSide? baseline = await BaselineAsync(settings, outputs, redaction, (store, judge, settings.Flag(GateOptions.NoRescore)), interrupts.Stop);
        if (baseline is null && terms.Min.Count == 0 && !candidate.Outputs.Any(o => o.Response.Metadata.ContainsKey("must_pass")))
        {
            throw new ConfigurationException("there is nothing to hold the outputs against. Name a baseline with --baseline-outputs FILE or --baseline RUN, or write bars into assay.yaml (gate: { min: { overall: 3.8 } }).");
        }

        using JudgeSession session = JudgeSession.Open(settings, judge, TimeProvider.System);
        var request = new GateRequest
        {
            Candidate = candidate,
            Baseline = baseline,
            Terms = terms,
            Rule = new IntakeRule(judge.Terms.Filter, new Sample(1)),
            Cache = settings.Flag(RunOptions.NoCache) || judge.Model.IsOffline ? null : settings.Text(RunOptions.Cache) ?? CacheStore.Beside(location),
            Concurrency = settings.Whole(RunOptions.Concurrency, 1, 100_000),
            BudgetUsd = settings.Money(JudgeOptions.BudgetUsd),
        };
        GateReport report = await new GateSession(request, store, session, TimeProvider.System, interrupts).ExecuteAsync();
        if (exitsZeroUnclear && report.ExitCode == ExitCode.Inconclusive)
        {
            report = report with { ExitCode = ExitCode.Ok };
        }

        await GateFiles.WriteAsync(report, files, parsed.GetValue(RunOptions.Json));
        return report.ExitCode;
    }

    private static async Task<GateSide?> BaselineAsync(
        Settings settings, string outputs, RedactionRules redaction, (LedgerStore Store, Judge Judge, bool RefusesOthers) ledger, CancellationToken cancellationToken)
    {
        string? file = settings.Text(GateOptions.BaselineOutputs);
        string? named = settings.Text(GateOptions.Baseline);
        if (file is not null && named is not null)
        {
            throw new ConfigurationException("--baseline-outputs and --baseline are both given, but there is one baseline. Leave one out.");
        }

        if (named is not null && long.TryParse(named, NumberStyles.None, CultureInfo.InvariantCulture, out long run))
        {
            return await OfRunAsync(ledger, run, cancellationToken);
        }

        if (named is not null || file?.StartsWith(GitPrefix, StringComparison.Ordinal) == true)
        {
            (string reference, string path) = named is not null ? (named, $"./{Path.GetRelativePath(Directory.GetCurrentDirectory(), outputs).Replace('\\', '/')}") : Split(file!);
            using GitFile fetched = await GitFile.ShowAsync(reference, path, cancellationToken);
            return await GateSide.ReadAsync($"{GitPrefix}{reference}:{path}", fetched.Path, redaction, cancellationToken);
        }

        return file is null ? null : await GateSide.ReadAsync(file, file, redaction, cancellationToken);
    }

    private static async Task<GateSide> OfRunAsync((LedgerStore Store, Judge Judge, bool RefusesOthers) ledger, long number, CancellationToken cancellationToken)
    {
        await using ILedgerQueries queries = await ledger.Store.QueryAsync(cancellationToken);
        List<StoredRun> runs = [.. (await queries.RunsAsync(cancellationToken)).Where(r => !r.IsOfService)];
        StoredRun run = runs.FirstOrDefault(r => r.Key.Run == number)
            ?? throw new ConfigurationException($"there is no run {number} in {ledger.Store.Shown}{(runs.Count > 0 ? $": `assay runs` lists those there are; the last is {runs[0].Key.Run}" : "")}. A file can be the baseline too: --baseline-outputs FILE.");
        if (run.JudgeVersion != ledger.Judge.Version)
        {
            string others = $"run {number} was judged by {TerminalText.Clean(run.Judge)}, version {run.JudgeVersion}, and scores of two judge versions cannot be compared";
            if (ledger.RefusesOthers)
            {
                throw new ConfigurationException($"{others}. Without --no-rescore its outputs are judged again by {ledger.Judge.Name}, version {ledger.Judge.Version}.");
            }

            await Console.Error.WriteLineAsync(FormattableString.Invariant($"assay: {others}: its {run.Responses:N0} outputs are judged again by version {ledger.Judge.Version}."));
        }

        return await GateSide.OfRunAsync(queries, run, cancellationToken);
    }

    private static (string Reference, string Path) Split(string git) => git[GitPrefix.Length..].Split(':', 2) is [var reference, var path]
        ? (reference, path)
        : throw new ConfigurationException($"--baseline-outputs is `{git}`. A file in git is named git:REF:PATH, such as git:main:eval/outputs.jsonl.");

    private static bool ExitsZeroOnInconclusive(string? text) => text switch
    {
        null => false,
        Inconclusive => true,
        _ => throw new ConfigurationException($"--exit-zero-on is `{text}`, but can only be {Inconclusive}: a failed gate always fails, and so does one that could not be finished."),
    };
}
