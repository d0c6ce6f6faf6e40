using System.CommandLine;
using Assay.Calibrating;
using Assay.Calibrating.Correcting;
using Assay.Cli.Output;
using Assay.Cli.Running;
using Assay.Cli.Trusting;
using Assay.Collecting;
using Assay.Collecting.Files;
using Assay.Configuring;
using Assay.Surfacing;
using Spectre.Console;

namespace Assay.Cli.Commands;

/// <summary><c>assay trust correct FILE...</c>: the mean that people would give, from a judge's scores and some labels.</summary>
internal static class TrustCorrectCommand
{
    private static readonly Argument<string[]> Files = new("files") { Description = "What the judge scored: item, score a record, and label where a person gave one; .jsonl, .json, .csv, .tsv; - for standard input.", HelpName = "FILE...", Arity = ArgumentArity.OneOrMore };
    private static readonly Option<string> Labels = new("--labels") { Description = "Labels in a file of their own: item and label.", HelpName = "FILE" };
    private static readonly Option<string> Score = new("--score") { Description = "The field with the judge's score (default: score, judge or overall).", HelpName = "FIELD" };
    private static readonly Option<string> Label = new("--label") { Description = "The field with the label (default: label, human or gold).", HelpName = "FIELD" };
    private static readonly Option<string> Stratum = new("--stratum") { Description = "The field that scores depend on, or that labels were drawn by: each value is corrected by itself.", HelpName = "FIELD" };
    private static readonly Option<string> Probability = new("--probability") { Description = "The field with the probability of having been labelled (default: inclusion_probability).", HelpName = "FIELD" };
    private static readonly Option<bool> Transfer = new("--transfer") { Description = "The labels are of other traffic: only how the judge errs carries over (Rogan-Gladen); scores of 0 and 1, or pass and fail." };

    public static Command Create()
    {
        var command = new Command("correct", "Estimate the mean that people would give, from a judge's scores and some labels.")
        {
            Files, Labels, Score, Label, Stratum, LabelFileOptions.Cluster, Probability, LabelFileOptions.Scale, Transfer, RunOptions.Json,
        };
        FileNames.RefuseOptions(command, Files);
        command.SetAction(RunAsync);
        return command;
    }

    private static async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        var usual = new CorrectionOptions();
        var options = new CorrectionOptions
        {
            ScoreField = parsed.GetValue(Score),
            LabelField = parsed.GetValue(Label),
            Stratum = parsed.GetValue(Stratum),
            Cluster = parsed.GetValue(LabelFileOptions.Cluster),
            Probability = parsed.GetValue(Probability) ?? usual.Probability,
        };
        return parsed.GetValue(Transfer) ? await TransferAsync(parsed, options, cancellationToken) : await CorrectAsync(parsed, options, cancellationToken);
    }

    private static async Task<int> CorrectAsync(ParseResult parsed, CorrectionOptions options, CancellationToken cancellationToken)
    {
        if (parsed.GetValue(Labels) is { } file)
        {
            options = options with { Labels = await CorrectionReader.ReadLabelsAsync(InputFiles.Find([file]), options, cancellationToken) };
        }

        CorrectionInput input = await CorrectionReader.ReadAsync(InputFiles.Find(parsed.GetValue(Files)!), options, cancellationToken);
        (double min, double max) = Ends(parsed, input);
        CorrectedMean? corrected = MeanCorrection.Of(input.Items, min, max);
        if (parsed.GetValue(RunOptions.Json))
        {
            Console.Out.WriteLine(JsonLine.Write(json =>
            {
                if (corrected is not null)
                {
                    CorrectionJson.Write(json, corrected);
                }

                json.WriteNumber("unscored", input.Unscored);
                json.WriteNumber("labels_unused", input.LabelsUnused);
            }));
        }
        else if (corrected is not null)
        {
            CorrectionText.Write(Terminal.Out(), corrected);
        }

        foreach (string warning in Warnings(corrected, input))
        {
            await Console.Error.WriteLineAsync($"assay: {TerminalText.Clean(warning)}");
        }

        return corrected is null ? ExitCode.Inconclusive : ExitCode.Ok;
    }

    private static async Task<int> TransferAsync(ParseResult parsed, CorrectionOptions options, CancellationToken cancellationToken)
    {
        string file = parsed.GetValue(Labels) ?? throw new ConfigurationException("--transfer needs --labels FILE: the judge's score and the label of the items that are labelled.");
        CorrectionInput traffic = await CorrectionReader.ReadAsync(InputFiles.Find(parsed.GetValue(Files)!), options, cancellationToken);
        CorrectionInput labelled = await CorrectionReader.ReadAsync(InputFiles.Find([file]), options, cancellationToken);
        JudgedItem[] known = [.. labelled.Items.Where(i => i.Label is not null)];
        if (traffic.Items.Select(i => i.Judge).Concat(known.SelectMany(i => (double[])[i.Judge, i.Label!.Value])).FirstOrDefault(v => v is not (0 or 1), -1) is not -1)
        {
            throw new InputException(file, "a score or label is neither 0 nor 1.", "--transfer carries over how often a judge errs: it needs pass and fail. For scores label a sample of the traffic itself, and leave out --transfer.");
        }

        int called = traffic.Items.Count(i => i.Judge == 1);
        JudgedItem[] good = [.. known.Where(i => i.Label == 1)];
        JudgedItem[] bad = [.. known.Where(i => i.Label == 0)];
        var result = RoganGladen.Of(called, traffic.Items.Count, (good.Count(i => i.Judge == 1), good.Length), (bad.Count(i => i.Judge == 0), bad.Length));
        Estimate raw = Estimate.OfShare(traffic.Items.Count, called, 0, 1)!;
        if (parsed.GetValue(RunOptions.Json))
        {
            Console.Out.WriteLine(JsonLine.Write(json => CorrectionJson.Write(json, result, raw)));
        }
        else if (result.Share is { } share)
        {
            Terminal.Out().MarkupLine($"[bold]{FigureText.Share(share)}[/] are good, by how the judge erred on {FigureText.Count(known.Length)} labels of other traffic; the judge says {FigureText.Share(raw)} of {FigureText.Count(traffic.Items.Count)}; J {FigureText.Of(result.Youden)}");
        }

        if (result.Reason is { } reason)
        {
            await Console.Error.WriteLineAsync($"assay: no corrected share: {TerminalText.Clean(reason)}.");
        }

        return result.Share is null ? ExitCode.Inconclusive : ExitCode.Ok;
    }

    private static (double Min, double Max) Ends(ParseResult parsed, CorrectionInput input)
    {
        if (parsed.GetValue(LabelFileOptions.Scale) is not { } text)
        {
            return input.Items.All(i => i.Judge is 0 or 1 && i.Label is null or 0 or 1) ? (0, 1) : (double.NegativeInfinity, double.PositiveInfinity);
        }

        (double low, double high) = new Calibrating.Labels.LabelOptions().WithScale(text).Range ?? throw new ConfigurationException($"--scale is `{text}`, but a mean needs a range such as 1-5.");
        double off = input.Items.SelectMany(i => (double?[])[i.Judge, i.Label]).OfType<double>().FirstOrDefault(v => v < low || v > high, double.NaN);
        return double.IsNaN(off) ? (low, high) : throw new ConfigurationException(FormattableString.Invariant($"a score or label is {off}, which is not on the scale {text}. Mend it, or give the scale it is on."));
    }

    private static IEnumerable<string> Warnings(CorrectedMean? corrected, CorrectionInput input)
    {
        if (corrected is null)
        {
            int labels = input.Items.Count(i => i.Label is not null);
            yield return $"{labels} of {input.Items.Count} scored items have a label: too few to correct by. {SmallSample.FewestItems} are needed, 50 and more for a useful interval; draw them at random.";
            yield break;
        }

        foreach (string warning in corrected.Warnings)
        {
            yield return warning;
        }

        if (corrected.Corrected.N < MinimumSample.ForMean)
        {
            yield return $"{corrected.Corrected.N} labels are few: {MinimumSample.ForMean} are needed for an estimate to rely on.";
        }

        if (corrected.Corrected.Low is null)
        {
            yield return "All labels are the same: they allow no interval. Label more.";
        }

        if (input.LabelsUnused > 0)
        {
            yield return $"{input.LabelsUnused} labels are of items that the judge did not score; they are left out.";
        }

        if (input.Unscored > 0)
        {
            yield return $"{input.Unscored} items without a score of the judge are left out: the estimate is of those that it could score.";
        }
    }
}
