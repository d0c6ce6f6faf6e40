using System.CommandLine;
using System.Text.Json;
using Assay.Calibrating.Labelling;
using Assay.Cli.Labelling;
using Assay.Cli.Running;
using Assay.Scoring.Running;
using Assay.Storage;
using Assay.Surfacing;

namespace Assay.Cli.Commands;

/// <summary><c>assay label list</c>: every label, as <c>assay trust agreement</c> reads them.</summary>
internal static class LabelListCommand
{
    private static readonly Option<string> Criterion = new("--criterion") { Description = "Only labels of this criterion.", HelpName = "NAME" };

    public static Command Create()
    {
        var command = new Command("list", "Write every label as JSON Lines, with the probability with which it was drawn.") { Settings.ConfigOption, RunOptions.Store, LabelOptions.Judge, Criterion, LabelOptions.Queue };
        command.SetAction((parsed, cancel) => RunAsync(parsed, cancel));
        return command;
    }

    private static async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        await using var store = LedgerStore.Of(Settings.Load(parsed).Text(RunOptions.Store) ?? RunOptions.DefaultStore);
        await using ILedgerQueries ledger = await store.QueryAsync(cancellationToken);
        var query = new LabelQuery { Judge = parsed.GetValue(LabelOptions.Judge), Criterion = parsed.GetValue(Criterion), Queue = parsed.GetValue(LabelOptions.Queue) };
        await using Stream stdout = Console.OpenStandardOutput();
        await using var json = new Utf8JsonWriter(stdout, ResultJson.Options);
        foreach (HumanLabel label in await ledger.Labels.LabelsAsync(query, cancellationToken))
        {
            LabelRecordJson.Write(json, label);
            await json.FlushAsync(cancellationToken);
            stdout.WriteByte((byte)'\n');
            json.Reset();
        }

        return ExitCode.Ok;
    }
}
