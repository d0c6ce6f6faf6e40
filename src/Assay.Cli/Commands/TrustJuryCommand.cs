using System.CommandLine;
using Assay.Calibrating.Juries;
using Assay.Calibrating.Labels;
using Assay.Cli.Output;
using Assay.Cli.Running;
using Assay.Cli.Trusting;

namespace Assay.Cli.Commands;

/// <summary><c>assay trust jury FILE...</c>: whether several judges together are worth more than their best one.</summary>
internal static class TrustJuryCommand
{
    public static Command Create()
    {
        var command = new Command("jury", "Measure whether several judges together are worth more than their best one.");
        LabelFileOptions.AddTo(command);
        command.Add(RunOptions.Json);
        command.SetAction(RunAsync);
        return command;
    }

    private static async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        LabelTable table = await LabelFileOptions.ReadAsync(parsed, cancellationToken);
        int[] people = parsed.GetValue(LabelFileOptions.Gold) is { } gold ? [table.RaterOrThrow(gold, "--gold")] : [.. table.Of(RaterKind.Human)];
        int[] judges = [.. table.Of(RaterKind.Judge).Except(people)];
        (JuryReport? report, string? reason) = people.Length == 0
            ? (null, "no rater is a person, so what is right is not known: add labels of kind human, or name the rater that is right with --gold")
            : JuryReading.Read(JuryTable.Of(table, judges, Consensus.Of(table, people).Label));
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
