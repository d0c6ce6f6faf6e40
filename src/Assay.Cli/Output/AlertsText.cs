using System.Globalization;
using Assay.Scoring.Judging;
using Assay.Surfacing.Alerts;
using Assay.Surfacing.Alerts.Backtesting;
using Assay.Surfacing.Alerts.Watching;
using Spectre.Console;

namespace Assay.Cli.Output;

/// <summary>Rules, incidents and what rules would have done, for people.</summary>
internal static class AlertsText
{
    public static void Write(IAnsiConsole console, AlertBoard board, IReadOnlyList<Incident> open)
    {
        foreach (AlertBoard.Row row in board.Rows)
        {
            string from = row.Rule.Origin switch { AlertOrigin.Default => "default", AlertOrigin.File => "assay.yaml", _ => "page" };
            console.MarkupLine($"[bold]{Safe(row.Rule.Name)}[/]  [grey]{from}, {row.Rule.Severity.ToSnakeCase()}{(row.MutedUntil is { } until ? $", muted until {Time(until)}" : "")}[/]");
            foreach (AlertBoard.Standing standing in row.Standings)
            {
                console.MarkupLine($"  {Stage(standing.State.Stage)}  {Safe(standing.Reading?.Evidence.Statement ?? standing.State.Subject.Judge ?? "")}");
            }

            if (row.Standings.Count == 0)
            {
                console.MarkupLine("  [grey]nothing to say[/]");
            }
        }

        console.WriteLine();
        console.MarkupLine(open.Count == 0 ? "No incident is open." : FormattableString.Invariant($"{open.Count} open:"));
        foreach (Incident incident in open)
        {
            console.MarkupLine($"  [red]{Safe(incident.Rule)}[/] since {Time(incident.OpenedAt)}: {Safe(incident.Opening.Headline)}{(incident.Opening.Judge is { } judge ? Safe($"; {judge.Statement}") : "")}{(incident.Acknowledged is { } known ? $"  [grey]{Safe(known.By)} knows of it[/]" : "")}");
        }
    }

    public static void Write(IAnsiConsole console, BacktestReport report)
    {
        console.MarkupLine($"[bold]{Safe(report.Rule.Name)}[/] {Safe(report.Verdict)}{(report.Untestable is null ? FormattableString.Invariant($"  [grey]{report.Looks:N0} looks from {Time(report.From)} to {Time(report.To)}[/]") : "")}");
        foreach (BacktestIncident incident in report.Incidents)
        {
            console.MarkupLine($"  {Time(incident.OpenedAt)} to {(incident.ClosedAt is { } closed ? Time(closed) : "now")}: {Safe(incident.Opening.Statement)}");
        }
    }

    private static string Stage(AlertStage stage) => stage switch
    {
        AlertStage.Ok => "[green]ok[/]",
        AlertStage.Alarm or AlertStage.Recovering => $"[red]{stage.ToSnakeCase()}[/]",
        _ => $"[yellow]{stage.ToSnakeCase()}[/]",
    };

    private static string Time(DateTimeOffset time) => time.ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture);

    private static string Safe(string text) => Markup.Escape(TerminalText.Clean(text));
}
