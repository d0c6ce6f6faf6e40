using System.CommandLine;

namespace Assay.Cli.Labelling;

/// <summary>Options that verbs about labels share.</summary>
internal static class LabelOptions
{
    public static Option<string> Judge { get; } = new("--judge") { Description = "Whose criteria are labelled (default: the only judge there is).", HelpName = "NAME" };

    public static Option<string> Queue { get; } = new("--queue") { Description = "The queue of this id.", HelpName = "ID" };

    public static Option<string> Format { get; } = new("--format") { Description = "On stdout: jsonl (default) or csv.", HelpName = "FORMAT" };
}
