using System.CommandLine;
using System.Text;
using Assay.Calibrating.Juries;
using Assay.Calibrating.Labels;
using Assay.Cli.Output;
using Assay.Cli.Running;
using Assay.Cli.Trusting;

namespace Assay.Cli.Commands;

/// <summary><c>assay trust jury FILE...</c>: whether several judges together are worth more than their best one.</summary>
internal static class TrustJuryCommand
{
    private static readonly Option<string> Out = new("--out") { Description = "Write the weights to a file (.json), for `combine: weighted` of a jury in the configuration.", HelpName = "FILE" };

    public static Command Create()
    {
        var command = new Command("jury", "Measure whether several judges together are worth more than their best one.");
        LabelFileOptions.AddTo(command);
        command.Add(Out);
        command.Add(Settings.ConfigOption);
        command.Add(RunOptions.Json);
        command.SetAction(RunAsync);
        return command;
    }

    private static async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        string? file = parsed.GetValue(Out);
        ConfiguredPanels? panels = file is null ? null : ConfiguredPanels.Read(parsed);
        if (file is not null)
        {
            OutFile.ThrowIfUnwritable(file, ".json");
        }

        LabelTable table = await LabelFileOptions.ReadAsync(parsed, cancellationToken);
        int[] people = parsed.GetValue(LabelFileOptions.Gold) is { } gold ? [table.RaterOrThrow(gold, "--gold")] : [.. table.Of(RaterKind.Human)];
        int[] judges = [.. table.Of(RaterKind.Judge).Except(people)];
        (JuryReport? report, string? reason) = people.Length == 0
            ? (null, "no rater is a person, so what is right is not known: add labels of kind human, or name the rater that is right with --gold")
            : JuryReading.Read(JuryTable.Of(table, judges, Consensus.Of(table, people).Label));
        if (report is not null && panels is not null)
        {
            var weights = WeightsFile.Of(report, panels.VersionsOf([.. report.Members.Select(m => m.Name)]));
            await OutFile.WriteAsync(file!, stream => stream.WriteAsync(Encoding.UTF8.GetBytes(JsonLine.Write(weights.Write) + "\n"), cancellationToken).AsTask());
        }

        if (parsed.GetValue(RunOptions.Json))
        {
            Console.Out.WriteLine(JsonLine.Write(json =>
            {
                if (report is not null)
                {
                    JuryJson.Write(json, report);
                }
                else
                {
                    json.WriteString("undefined", reason);
                }
            }));
        }
        else if (report is not null)
        {
            JuryText.Write(Terminal.Out(), report);
        }

        foreach (string warning in report?.Warnings ?? [$"no figures for a jury: {reason}."])
        {
            await Console.Error.WriteLineAsync($"assay: {TerminalText.Clean(warning)}");
        }

        return report is null ? ExitCode.Inconclusive : ExitCode.Ok;
    }
}
