using System.CommandLine;
using Assay.Calibrating.Labelling;
using Assay.Cli.Labelling;
using Assay.Cli.Output;
using Assay.Cli.Running;
using Assay.Collecting.Files;
using Assay.Configuring;
using Assay.Storage;

namespace Assay.Cli.Commands;

/// <summary><c>assay label import FILE...</c>: takes in what people said.</summary>
internal static class LabelImportCommand
{
    private const int MostShown = 20;

    private static readonly Argument<string[]> Files = new("files") { Description = "Labels: id, criterion, label, rater, note a record; .jsonl, .json, .csv, .tsv; - for standard input.", HelpName = "FILE...", Arity = ArgumentArity.OneOrMore };
    private static readonly Option<string> Rater = new("--rater") { Description = "Who gave the labels, where the records do not say.", HelpName = "NAME" };
    private static readonly Option<bool> Replace = new("--replace") { Description = "Labels that say something else than before take the place of those before." };
    private static readonly Option<string> Url = new("--url") { Description = "Give them to a running service instead of a ledger; its key is read from ASSAY_KEY.", HelpName = "URL" };

    public static Command Create()
    {
        var command = new Command("import", "Take in labels of people: all of them, or none.") { Files, Settings.ConfigOption, RunOptions.Store, Url, LabelOptions.Judge, Rater, Replace, RunOptions.Json };
        FileNames.RefuseOptions(command, Files);
        command.SetAction((parsed, cancel) => RunAsync(parsed, cancel));
        return command;
    }

    private static async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        var settings = Settings.Load(parsed);
        var lines = new List<LabelLine>();
        await foreach (LabelLine line in LabelLines.ReadAsync(InputFiles.Find(parsed.GetValue(Files)!), cancellationToken))
        {
            lines.Add(line.Rater is null ? line with { Rater = parsed.GetValue(Rater) } : line);
        }

        LabelImportReport report = parsed.GetValue(Url) is { } url
            ? await ServiceLabels.SendAsync(url, lines, parsed.GetValue(LabelOptions.Judge), parsed.GetValue(Replace), cancellationToken)
            : await KeepAsync(parsed, settings, lines, cancellationToken);
        foreach (LabelFinding finding in report.Findings.Take(MostShown))
        {
            await Console.Error.WriteLineAsync($"assay: {TerminalText.Clean(finding.ToString())}");
        }

        if (parsed.GetValue(RunOptions.Json))
        {
            Console.Out.WriteLine(JsonLine.Write(json => LabelRecordJson.Write(json, report)));
        }

        if (!report.IsTaken)
        {
            throw new ConfigurationException(FormattableString.Invariant($"{report.Findings.Count} of {lines.Count} records cannot be taken, so none was. Mend them, or take them out."));
        }

        if (!parsed.GetValue(RunOptions.Json))
        {
            Console.Out.WriteLine(FormattableString.Invariant($"{report.Added} labels taken in, {report.Replaced} replaced, {report.Known} were there already; {report.Empty} records have no label yet."));
        }

        return ExitCode.Ok;
    }

    private static async Task<LabelImportReport> KeepAsync(ParseResult parsed, Settings settings, List<LabelLine> lines, CancellationToken cancellationToken)
    {
        await using var store = LedgerStore.Of(settings.Text(RunOptions.Store) ?? RunOptions.DefaultStore);
        var import = new LabelImport(await store.LabelsAsync(cancellationToken), settings.File.Judges, parsed.GetValue(LabelOptions.Judge), parsed.GetValue(Replace));
        return await import.TakeAsync(lines, TimeProvider.System.GetUtcNow(), cancellationToken);
    }
}
