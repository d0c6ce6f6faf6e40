using System.CommandLine;
using Assay.Calibrating.Labelling;
using Assay.Cli.Output;
using Assay.Cli.Running;
using Assay.Scoring.Running;
using Assay.Storage;
using Spectre.Console;

namespace Assay.Cli.Commands;

/// <summary><c>assay label status</c>: what is asked, how much is labelled, by whom, and where raters disagree.</summary>
internal static class LabelStatusCommand
{
    public static Command Create()
    {
        var command = new Command("status", "Show what people are asked to label, and how far they are.") { Settings.ConfigOption, RunOptions.Store, RunOptions.Json };
        command.SetAction((parsed, cancel) => RunAsync(parsed, cancel));
        return command;
    }

    private static async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        await using var store = LedgerStore.Of(Settings.Load(parsed).Text(RunOptions.Store) ?? RunOptions.DefaultStore);
        await using ILedgerQueries ledger = await store.QueryAsync(cancellationToken);
        IReadOnlyList<LabelQueue> queues = await ledger.Labels.QueuesAsync(cancellationToken);
        IReadOnlyList<LabelCount> counts = await ledger.Labels.CountsAsync(cancellationToken);
        if (parsed.GetValue(RunOptions.Json))
        {
            Console.Out.WriteLine(JsonLine.Write(json => LabelRecordJson.Write(json, queues, counts)));
            return ExitCode.Ok;
        }

        IAnsiConsole terminal = Terminal.Out();
        if (queues.Count == 0 && counts.Count == 0)
        {
            terminal.WriteLine("Nothing is labelled yet, and nothing is asked. `assay label export` draws what to label.");
        }

        if (queues.Count > 0)
        {
            Table table = new Table().Border(TableBorder.Simple).BorderColor(Color.Grey).AddColumns("queue", "judge", "labelled", "drawn from", "drawn");
            foreach (LabelQueue queue in queues)
            {
                table.AddRow(Text(queue.Id), Text(queue.Judge), FormattableString.Invariant($"{queue.Labelled} of {queue.Asked}"), FormattableString.Invariant($"{queue.Population:N0}"), Text(FormattableString.Invariant($"{queue.DrawnAt:yyyy-MM-dd}")));
            }

            terminal.Write(table);
        }

        if (counts.Count > 0)
        {
            Table table = new Table().Border(TableBorder.Simple).BorderColor(Color.Grey).AddColumns("judge", "criterion", "responses", "labels", "by two or more", "raters");
            foreach (LabelCount count in counts)
            {
                table.AddRow(
                    Text(count.Judge), Text(count.Criterion), FormattableString.Invariant($"{count.Responses}"), FormattableString.Invariant($"{count.Labels}"), FormattableString.Invariant($"{count.DoublyLabelled}"),
                    Text(string.Join(", ", count.Raters.Select(r => FormattableString.Invariant($"{r.Rater} {r.Labels}")))));
            }

            terminal.Write(table);
        }

        return ExitCode.Ok;
    }

    private static string Text(string text) => Markup.Escape(TerminalText.Clean(text));
}
