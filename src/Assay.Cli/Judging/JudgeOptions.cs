using System.CommandLine;

namespace Assay.Cli.Judging;

/// <summary>Options that say which judge to use, shared by all verbs that judge.</summary>
internal static class JudgeOptions
{
    public static Option<string> Judge { get; } = new("--judge")
    {
        Description = "A judge of the configuration, or a model reference such as openai:gpt-4o-mini or offline:heuristic.", HelpName = "NAME|MODEL",
    };

    public static Option<string> Criterion { get; } = new("--criterion") { Description = "With --rubric TEXT: the name of the one criterion to score from 1 to 5.", HelpName = "NAME" };

    public static Option<string> Rubric { get; } = new("--rubric")
    {
        Description = "With --criterion: what to ask, in words. Without: a rubric file for the model named by --judge.", HelpName = "TEXT|FILE",
    };

    /// <summary>Not of verbs whose <c>--samples</c> is another: a gate judges outputs several times, each a verdict.</summary>
    public static Option<string> Samples { get; } = new("--samples")
    {
        Description = "Ask each question so often, at temperature 1 unless the judge declares another; a score is the mean (default 1, or what the judge declares).", HelpName = "K",
    };

    public static Option<bool> Free { get; } = new("--free") { Description = "Calls cost nothing: a model without a known price may be used." };

    public static Option<string> BudgetUsd { get; } = new("--budget-usd") { Description = "Never spend more than this; the rest stays owed (exit code 6).", HelpName = "USD" };

    public static Option<string> Prices { get; } = new("--prices") { Description = "A price list that adds to the built-in one and replaces its prices.", HelpName = "FILE" };

    public static Option<string> Timeout { get; } = new("--timeout") { Description = "Total time one call may take (default 60s).", HelpName = "TIME" };

    public static Option<string> Lane { get; } = new("--lane")
    {
        Description = "How verdicts are obtained: live (default), or batch, the provider's batch API at a lower price.", HelpName = "live|batch",
    };

    public static Option<string> Deadline { get; } = new("--deadline")
    {
        Description = "How long verdicts may take, such as 6h: the cheapest lane that meets it is taken.", HelpName = "TIME",
    };

    public static void AddTo(Command command)
    {
        command.Add(Settings.ConfigOption);
        command.Add(Judge);
        command.Add(Criterion);
        command.Add(Rubric);
        command.Add(Free);
        command.Add(BudgetUsd);
        command.Add(Prices);
        command.Add(Timeout);
    }

    public static void AddLanesTo(Command command)
    {
        command.Add(Lane);
        command.Add(Deadline);
    }
}
