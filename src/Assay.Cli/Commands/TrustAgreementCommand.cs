using System.CommandLine;
using Assay.Calibrating.Agreement;
using Assay.Calibrating.Annotators;
using Assay.Calibrating.Labels;
using Assay.Cli.Output;
using Assay.Cli.Running;
using Assay.Cli.Trusting;
using Assay.Collecting.Files;

namespace Assay.Cli.Commands;

/// <summary><c>assay trust agreement FILE...</c>: how far raters agree, and judges with people.</summary>
internal static class TrustAgreementCommand
{
    private static readonly Option<string> Positive = new("--positive") { Description = "The labels that are good, with , between them: for sensitivity and specificity.", HelpName = "LABEL,..." };
    private static readonly Option<string> Items = new("--items") { Description = "What was judged, by id, with output or output_1 and output_2: for the baseline of the longest answer.", HelpName = "FILE" };
    private static readonly Option<string> Epsilon = new("--epsilon") { Description = "How much worse than a person a judge may be in the alt-test: 0.2 for experts (default), 0.15 skilled people, 0.1 a crowd.", HelpName = "SHARE" };

    public static Command Create()
    {
        var command = new Command("agreement", "Measure how far raters agree, and judges with people.");
        LabelFileOptions.AddTo(command);
        command.Add(Positive);
        command.Add(Items);
        command.Add(Epsilon);
        command.Add(RunOptions.Json);
        command.SetAction(RunAsync);
        return command;
    }

    private static async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        LabelTable table = await LabelFileOptions.ReadAsync(parsed, cancellationToken);
        AgreementReport report = AgreementReading.Read(
            table,
            new AgreementOptions
            {
                Positive = parsed.GetValue(Positive)?.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries),
                Gold = parsed.GetValue(LabelFileOptions.Gold),
                Epsilon = TrustNumbers.Between(parsed, Epsilon, 0, 1, AltTest.UsualEpsilon),
                Lengths = parsed.GetValue(Items) is { } items ? await ItemLengths.ReadAsync(InputFiles.Find([items]), cancellationToken) : new Dictionary<string, ItemLengths>(),
            },
            cancellationToken);
        if (parsed.GetValue(RunOptions.Json))
        {
            Console.Out.WriteLine(JsonLine.Write(json => AgreementJson.Write(json, report)));
        }
        else
        {
            AgreementText.Write(Terminal.Out(), report);
        }

        foreach (string warning in report.Warnings)
        {
            await Console.Error.WriteLineAsync($"assay: {TerminalText.Clean(warning)}");
        }

        return report.HasFigures ? ExitCode.Ok : ExitCode.Inconclusive;
    }
}
