using System.CommandLine;
using Assay.Cli.Output;
using Assay.Cli.Running;
using Assay.Configuring;
using Assay.Scoring.Running;
using Assay.Storage;
using Assay.Surfacing.Alerts;
using Assay.Surfacing.Alerts.Evaluating;
using Assay.Surfacing.Alerts.Watching;

namespace Assay.Cli.Commands;

/// <summary><c>assay alert list</c>: the rules that hold, where each stands, and the open incidents.</summary>
internal static class AlertListCommand
{
    public static Option<string> Data { get; } = new("--data") { Description = "Folder of a demo or a service, instead of --store.", HelpName = "DIR" };

    public static Command Create()
    {
        var command = new Command("list", "Show the rules, where they stand, and the open incidents.") { Settings.ConfigOption, RunOptions.Store, Data, RunOptions.Json };
        command.SetAction((parsed, cancel) => RunAsync(parsed, cancel));
        return command;
    }

    public static string Store(ParseResult parsed, Settings settings) =>
        parsed.GetValue(Data) is { } folder ? Path.Combine(folder, RunOptions.DefaultStore) : settings.Text(RunOptions.Store) ?? RunOptions.DefaultStore;

    private static async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        Settings settings = Settings.Load(parsed);
        await using var store = LedgerStore.Of(Store(parsed, settings));
        await using ILedgerQueries ledger = await store.QueryAsync(cancellationToken);
        DateTimeOffset now = TimeProvider.System.GetUtcNow();
        IReadOnlyList<AlertRule> rules = await AlertRules.ReadAsync(ledger.Alerts, settings.File.Alerts, AlertNames.Any, cancellationToken);
        // How the judges are at the moment only their service knows.
        var judges = (await ledger.JudgesAsync(cancellationToken)).ToDictionary(j => j, _ => (JudgeStanding?)null, StringComparer.Ordinal);
        var look = new AlertLook(ledger, judges, now, now) { Labels = ledger.Labels };
        var readings = new List<(string, AlertReading)>();
        foreach (AlertRule rule in rules)
        {
            readings.AddRange((await look.FactsAsync(rule, cancellationToken)).SelectMany(f => AlertEvaluation.Of(rule, f, [])).Select(r => (rule.Name, r)));
        }

        AlertBoard board = await AlertBoard.ReadAsync(ledger.Alerts, rules, readings, now, cancellationToken);
        IReadOnlyList<Incident> open = await ledger.Alerts.IncidentsAsync(new IncidentQuery { OnlyOpen = true }, cancellationToken);
        if (parsed.GetValue(RunOptions.Json))
        {
            Console.Out.WriteLine(JsonLine.Write(json =>
            {
                AlertBoardJson.Write(json, board);
                json.WriteStartArray("incidents");
                foreach (Incident incident in open)
                {
                    IncidentJson.Write(json, incident);
                }

                json.WriteEndArray();
            }));
        }
        else
        {
            AlertsText.Write(Terminal.Out(), board, open);
        }

        return ExitCode.Ok;
    }
}
