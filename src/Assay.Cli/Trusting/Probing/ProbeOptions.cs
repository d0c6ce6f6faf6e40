using System.CommandLine;
using System.Globalization;
using Assay.Calibrating.Probing;
using Assay.Configuring;
using Assay.Scoring.Running;
using Assay.Storage;

namespace Assay.Cli.Trusting.Probing;

/// <summary>Options of <c>trust probe</c>.</summary>
internal static class ProbeOptions
{
    public static Argument<string[]> Files { get; } = new("files")
    {
        Description = "Answers to probe with, as for `run` (default: 48 that come with Assay).", HelpName = "FILE...", Arity = ArgumentArity.ZeroOrMore,
    };

    public static Option<string> Pairs { get; } = new("--pairs") { Description = "Pairs of answers: input, output_1, output_2 a record (default: made from the answers).", HelpName = "FILE" };

    public static Option<string> MaxCalls { get; } = new("--max-calls") { Description = $"Take a sample of the answers, to ask no more than this (default {ProbePlan.UsualMostCalls}).", HelpName = "N" };

    public static Option<string[]> Bar { get; } = new("--bar") { Description = $"Another limit than the usual one: {string.Join(", ", ProbeLimits.Names)}. Repeatable.", HelpName = "NAME=VALUE" };

    public static Option<bool> Yes { get; } = new("--yes") { Description = "Spend what it costs, also above $1, without a budget." };

    public static Option<string> Store { get; } = new("--store") { Description = "The ledger of the probe (default: beside the other one, as assay.probe.db).", HelpName = "PATH|postgres://..." };

    public static Option<string[]> Out { get; } = new("--out") { Description = "Write the report: .html or .json. Repeatable.", HelpName = "FILE" };

    /// <summary>A ledger of its own: answers that were spoilt on purpose must not stand among real ones.</summary>
    public static string StoreBeside(string store) => LedgerStore.IsAddress(store) ? "assay.probe.db" : Path.ChangeExtension(store, ".probe.db");

    /// <exception cref="ConfigurationException">No such limit, or no number.</exception>
    public static ProbeLimits Limits(ParseResult parsed)
    {
        var limits = new ProbeLimits();
        foreach (string bar in parsed.GetValue(Bar) ?? [])
        {
            string[] parts = bar.Split('=', 2);
            if (parts.Length != 2 || !double.TryParse(parts[1], NumberStyles.Float, CultureInfo.InvariantCulture, out double value) || !(value >= 0))
            {
                throw new ConfigurationException($"--bar is `{bar}`, but must be a name and a number of 0 or more, such as change=0.2.");
            }

            limits = limits.With(parts[0], value) ?? throw new ConfigurationException(
                $"--bar knows no limit `{parts[0]}`.{(NearestName.Of(parts[0], ProbeLimits.Names) is { } nearest ? $" Did you mean `{nearest}`?" : $" Known: {string.Join(", ", ProbeLimits.Names)}.")}");
        }

        return limits;
    }
}
