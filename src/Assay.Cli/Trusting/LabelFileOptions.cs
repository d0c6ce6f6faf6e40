using System.CommandLine;
using Assay.Calibrating.Labels;
using Assay.Cli.Commands;
using Assay.Collecting.Files;
using Assay.Configuring;

namespace Assay.Cli.Trusting;

/// <summary>Options of verbs that read labels.</summary>
internal static class LabelFileOptions
{
    public static Argument<string[]> Files { get; } = new("files")
    {
        Description = "Labels: item, rater, label a record, or a field per rater; .jsonl, .json, .csv, .tsv; - for standard input.", HelpName = "FILE...", Arity = ArgumentArity.OneOrMore,
    };

    public static Option<string[]> Judge { get; } = new("--judge") { Description = "This rater is a judge, where the records do not say so. Repeatable.", HelpName = "RATER" };

    public static Option<string> Gold { get; } = new("--gold") { Description = "This rater's labels are the truth (default: what most people say).", HelpName = "RATER" };

    public static Option<string> Scale { get; } = new("--scale") { Description = "The labels there are: 1-5, or words from the lowest to the highest. Any other is refused.", HelpName = "1-5|LOW,...,HIGH" };

    public static Option<string[]> Map { get; } = new("--map") { Description = "Read a label as another one. Repeatable.", HelpName = "LABEL=LABEL" };

    public static Option<string[]> Missing { get; } = new("--missing") { Description = "This label is none, as an unreadable verdict is. Repeatable.", HelpName = "LABEL" };

    public static Option<bool> Nominal { get; } = new("--nominal") { Description = "Labels are names without an order, also where they are numbers." };

    public static Option<string> Cluster { get; } = new("--cluster") { Description = "The field that tells what items belong to, such as a conversation: intervals allow for it.", HelpName = "FIELD" };

    public static Option<string> Raters { get; } = new("--raters") { Description = "The fields that are raters, with , between them, in files of one item a record.", HelpName = "FIELD,..." };

    public static void AddTo(Command command)
    {
        command.Add(Files);
        FileNames.RefuseOptions(command, Files);
        foreach (Option option in (Option[])[Judge, Gold, Scale, Map, Missing, Nominal, Cluster, Raters])
        {
            command.Add(option);
        }
    }

    public static Task<LabelTable> ReadAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        var options = new LabelOptions
        {
            Judges = parsed.GetValue(Judge) ?? [],
            Renamed = (parsed.GetValue(Map) ?? []).Select(Renaming).ToDictionary(r => r.From, r => r.To, StringComparer.OrdinalIgnoreCase),
            Missing = [.. (parsed.GetValue(Missing) ?? []).Select(LabelScale.Normalise)],
            AreNames = parsed.GetValue(Nominal),
            Cluster = parsed.GetValue(Cluster),
            RaterFields = parsed.GetValue(Raters)?.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries),
        };
        return LabelReader.ReadAsync(
            InputFiles.Find(parsed.GetValue(Files)!), parsed.GetValue(Scale) is { } scale ? options.WithScale(scale) : options, cancellationToken);
    }

    private static (string From, string To) Renaming(string text) => text.Split('=') is [{ Length: > 0 } from, { Length: > 0 } to]
        ? (LabelScale.Normalise(from), LabelScale.Normalise(to))
        : throw new ConfigurationException($"--map is `{text}`, but must be one label, =, and the label to read it as: garbage=tie.");
}
