using System.CommandLine;
using Assay.Calibrating.Labels;
using Assay.Calibrating.Pairwise;
using Assay.Cli.Output;
using Assay.Cli.Running;
using Assay.Cli.Trusting;
using Assay.Collecting.Files;

namespace Assay.Cli.Commands;

/// <summary><c>assay trust pairwise FILE...</c>: how right and how steady recorded pairwise verdicts are.</summary>
internal static class TrustPairwiseCommand
{
    private static readonly Argument<string[]> Files = new("files") { Description = "Judgments: item, order, winner or reply, gold a record; .jsonl, .json, .csv, .tsv; - for standard input.", HelpName = "FILE...", Arity = ArgumentArity.OneOrMore };
    private static readonly Option<string> Pattern = new("--pattern") { Description = "Where the verdict stands in a reply: [[x]], or a regular expression such as /Output \\((a|b)\\)/.", HelpName = "PATTERN" };
    private static readonly Option<string> Reply = new("--reply") { Description = "The field with the reply (default: reply, completion, judgment or response).", HelpName = "FIELD" };
    private static readonly Option<string> Gold = new("--gold") { Description = "Which output is better, by item, in a file of its own: id and label.", HelpName = "FILE" };
    private static readonly Option<string> Group = new("--group") { Description = "The field that figures are told apart by (default: group).", HelpName = "FIELD" };
    private static readonly Option<string> Items = new("--items") { Description = "What was compared, by id, with output_1 and output_2: for length.", HelpName = "FILE" };
    private static readonly Option<bool> WinnerShown = new("--winner-shown") { Description = "The winner is the place in which an output was shown (default: it is the output, whatever the order)." };

    public static Command Create()
    {
        var command = new Command("pairwise", "Measure how right and how steady recorded pairwise verdicts are.") { Files, Pattern, Reply, Gold, Group, Items, WinnerShown, RunOptions.Json };
        FileNames.RefuseOptions(command, Files);
        command.SetAction(RunAsync);
        return command;
    }

    private static async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        var usual = new PairwiseOptions();
        var options = new PairwiseOptions
        {
            Pattern = parsed.GetValue(Pattern) is { } pattern ? PairwisePattern.Parse(pattern) : null,
            ReplyField = parsed.GetValue(Reply),
            Group = parsed.GetValue(Group) ?? usual.Group,
            WinnerIsPlace = parsed.GetValue(WinnerShown),
            Gold = parsed.GetValue(Gold) is { } gold ? await PairwiseReader.ReadGoldAsync(InputFiles.Find([gold]), cancellationToken) : usual.Gold,
            Lengths = parsed.GetValue(Items) is { } items ? await ItemLengths.ReadAsync(InputFiles.Find([items]), cancellationToken) : usual.Lengths,
        };
        var report = PairwiseReport.Of(await PairwiseReader.ReadAsync(InputFiles.Find(parsed.GetValue(Files)!), options, cancellationToken));
        if (parsed.GetValue(RunOptions.Json))
        {
            Console.Out.WriteLine(JsonLine.Write(json => PairwiseJson.Write(json, report)));
        }
        else
        {
            PairwiseText.Write(Terminal.Out(), report);
        }

        foreach (string warning in report.Warnings)
        {
            await Console.Error.WriteLineAsync($"assay: {TerminalText.Clean(warning)}");
        }

        bool hasFigures = report.All.AccuracyMean is not null || report.All.Consistency is not null || report.WinRate is not null;
        return hasFigures ? ExitCode.Ok : ExitCode.Inconclusive;
    }
}
