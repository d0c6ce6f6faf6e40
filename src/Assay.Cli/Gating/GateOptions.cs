using System.CommandLine;
using Assay.Configuring;
using Assay.Gating;

namespace Assay.Cli.Gating;

/// <summary>Options of <c>gate</c>; each overrides its key under <c>gate:</c> in the configuration.</summary>
internal static class GateOptions
{
    public static Option<string> Outputs { get; } = new("--outputs") { Description = "What is gated: outputs that were already produced, one record a case.", HelpName = "FILE" };

    public static Option<string> DataSet { get; } = new("--dataset") { Description = "Cases that a target is to answer: .jsonl, .json, .csv, .tsv, .yaml.", HelpName = "FILE" };

    public static Option<string> Target { get; } = new("--target") { Description = "What answers the cases of --dataset: a name under targets in the configuration.", HelpName = "NAME" };

    public static Option<string> Prompt { get; } = new("--prompt") { Description = "What answers the cases of --dataset: a model with this prompt file, .yaml, .txt or .md.", HelpName = "FILE" };

    public static Option<string> TargetModel { get; } = new("--target-model") { Description = "With --prompt: the model that answers, whatever the file names.", HelpName = "MODEL" };

    public static Option<string> BaselineRef { get; } = new("--baseline-ref") { Description = "What they may not fall behind: the answers with the prompt file as it stands at this git ref.", HelpName = "REF" };

    public static Option<string> TargetBudgetUsd { get; } = new("--target-budget-usd") { Description = "Never spend more than this on answers; what judging may cost is --budget-usd.", HelpName = "USD" };

    public static Option<string> BaselineTarget { get; } = new("--baseline-target") { Description = "What they may not fall behind: the answers of this target to the same cases.", HelpName = "NAME" };

    public static Option<string> BaselineOutputs { get; } = new("--baseline-outputs")
    {
        Description = "What they may not fall behind: a file, or one in git as git:REF:PATH.", HelpName = "FILE|git:REF:PATH",
    };

    public static Option<string> Baseline { get; } = new("--baseline")
    {
        Description = "What they may not fall behind: a run of the ledger by its number, a pinned one as pin:NAME, or the same file of --outputs at a git ref.", HelpName = "RUN|pin:NAME|REF",
    };

    public static Option<string> Branch { get; } = new("--branch") { Description = "Kept with the gate (default: what the build server or git says).", HelpName = "NAME" };

    public static Option<string> Commit { get; } = new("--commit") { Description = "Kept with the gate (default: what the build server or git says).", HelpName = "HASH" };

    public static Option<string> Margin { get; } = new("--margin")
    {
        Description = "The fall that is put up with, in points of the scale (default 0.1 on 1-5, in proportion on others, 0.02 on pass/fail).", HelpName = "POINTS",
    };

    public static Option<string> MinN { get; } = new("--min-n") { Description = $"Exit code 4 with fewer judged cases (default {GateTerms.UsualMinN}).", HelpName = "N" };

    public static Option<string> Samples { get; } = new("--samples")
    {
        Description = "Judge each output so often, and average (default 1 at temperature 0, else 3).", HelpName = "K",
    };

    public static Option<string[]> Group { get; } = new("--group") { Description = "Compare each value of this metadata field by itself too. Repeatable.", HelpName = "FIELD" };

    public static Option<string> Cluster { get; } = new("--cluster") { Description = "Cases with the same value of this metadata field are not independent.", HelpName = "FIELD" };

    public static Option<string> ExitZeroOn { get; } = new("--exit-zero-on") { Description = "Exit 0 on this outcome too: inconclusive; or advisory, only where a judge that is advisory keeps the gate from failing.", HelpName = "OUTCOME" };

    public static Option<bool> NoRescore { get; } = new("--no-rescore") { Description = "Refuse a baseline run of another judge version, instead of judging it again." };

    public static Option<bool> EarlyStop { get; } = new("--early-stop") { Description = "Judge the cases in parts, and end as soon as what was judged tells; the rest is not judged." };

    public static Option<string[]> Out { get; } = new("--out") { Description = "Write .html, .md, .json, .xml (JUnit), or the outputs that were gated as .jsonl. Repeatable.", HelpName = "FILE" };

    /// <summary>What the configuration asks for, with what the command line says otherwise.</summary>
    /// <exception cref="ConfigurationException">An option is no number, or none that can be.</exception>
    public static GateTerms Terms(System.CommandLine.ParseResult parsed, Settings settings)
    {
        GateTerms file = settings.File.Gate;
        double? margin = settings.Number(Margin, 0, 1_000_000);
        if (margin == 0)
        {
            throw new ConfigurationException("--margin must be above 0: that nothing fell at all, by however little, no number of cases can show.");
        }

        return file with
        {
            Margin = margin ?? file.Margin,
            Margins = margin is null ? file.Margins : new Dictionary<string, double>(),
            MinN = settings.Whole(MinN, 2, 1_000_000) ?? file.MinN,
            MinCoverage = settings.Number(Running.RunOptions.MinCoverage, 0, 1) ?? file.MinCoverage,
            Samples = settings.Whole(Samples, 1, GateTerms.MostSamples) ?? file.Samples,
            Groups = parsed.GetValue(Group) is { Length: > 0 } groups ? groups : file.Groups,
            EarlyStop = settings.Flag(EarlyStop) ? file.EarlyStop ?? new Assay.Gating.Looking.EarlyStop() : file.EarlyStop,
            Cluster = parsed.GetValue(Cluster) ?? file.Cluster,
        };
    }
}
