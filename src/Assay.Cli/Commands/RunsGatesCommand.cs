using System.CommandLine;
using System.Globalization;
using Assay.Cli.Output;
using Assay.Cli.Running;
using Assay.Configuring;
using Assay.Gating;
using Assay.Gating.History;
using Assay.Scoring.Running;
using Assay.Storage;
using Spectre.Console;

namespace Assay.Cli.Commands;

/// <summary><c>assay runs gates</c>: the gates that were held over a ledger, and how they ended.</summary>
internal static class RunsGatesCommand
{
    private const int UsualLimit = 30;

    private static readonly Option<string> Branch = new("--branch") { Description = "Only gates of this branch.", HelpName = "NAME" };

    public static Command Create()
    {
        var command = new Command("gates", "List the gates that were held, the latest first, with branch, outcome and cost.") { Branch, RunOptions.Limit, Settings.ConfigOption, RunOptions.Store, RunOptions.Json };
        command.SetAction((parsed, cancel) => RunAsync(parsed, cancel));
        return command;
    }

    private static async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        Settings settings = Settings.Load(parsed);
        await using var store = LedgerStore.Of(settings.Text(RunOptions.Store) ?? RunOptions.DefaultStore);
        await using ILedgerQueries ledger = await store.QueryAsync(cancellationToken);
        IReadOnlyList<HeldGate> gates = await ledger.Gates.GatesAsync(parsed.GetValue(Branch), settings.Whole(RunOptions.Limit, 1, 10_000) ?? UsualLimit, cancellationToken);
        if (parsed.GetValue(RunOptions.Json))
        {
            Console.Out.WriteLine(JsonLine.Write(json => HeldGateJson.WriteAll(json, gates)));
        }
        else
        {
            Show(Terminal.Out(), gates);
        }

        return ExitCode.Ok;
    }

    private static void Show(IAnsiConsole console, IReadOnlyList<HeldGate> gates)
    {
        if (gates.Count == 0)
        {
            console.MarkupLine("No gate was held over this ledger yet. `assay gate` does it.");
            return;
        }

        var table = new Table().Border(TableBorder.Simple).BorderColor(Color.Grey);
        table.AddColumns(new TableColumn("gate").RightAligned(), new TableColumn("held"), new TableColumn("branch"), new TableColumn("ended"), new TableColumn("what"), new TableColumn("change, 95 %"), new TableColumn("judged").RightAligned(), new TableColumn("cost").RightAligned(), new TableColumn("run").RightAligned());
        foreach (HeldGate gate in gates)
        {
            GateFigures f = gate.Figures;
            table.AddRow(
                Number(gate.Number), gate.MadeAt.UtcDateTime.ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture),
                Markup.Escape(TerminalText.Excerpt($"{gate.Origin.Branch ?? "–"}{(gate.Origin.ShortCommit is { } commit ? $" {commit}" : "")}", 40)), Ended(f),
                Markup.Escape(TerminalText.Excerpt($"{f.Candidate}{(f.Baseline is { } baseline ? $" against {baseline}" : "")}", 60)), Change(f.Main),
                string.Create(CultureInfo.InvariantCulture, $"{f.Judged:N0} of {f.Cases:N0}"), string.Create(CultureInfo.InvariantCulture, $"${f.CostUsd:0.00##}"), f.Run is { } run ? Number(run) : "");
        }

        console.Write(table);
    }

    private static string Ended(GateFigures figures) => figures.ExitCode is not (ExitCode.Ok or ExitCode.QualityBelowBar or ExitCode.Inconclusive) ? "[yellow]not finished[/]"
        : figures.Outcome switch { GateOutcome.Pass => "[green]passed[/]", GateOutcome.Fail => "[red]failed[/]", _ => "[yellow]inconclusive[/]" };

    private static string Change(GateLine? line) => line?.Change is not { } change ? ""
        : string.Create(CultureInfo.InvariantCulture, $"{change.Value:+0.00;-0.00;0.00}") + (change is { Low: { } low, High: { } high } ? Markup.Escape(string.Create(CultureInfo.InvariantCulture, $" [{low:+0.00;-0.00;0.00}, {high:+0.00;-0.00;0.00}]")) : "");

    private static string Number(long number) => number.ToString(CultureInfo.InvariantCulture);
}
