using System.CommandLine;
using System.Globalization;
using Assay.Cli.Output;
using Assay.Cli.Running;
using Assay.Gating.History;
using Assay.Gating.Prompts;
using Assay.Scoring.Running;
using Assay.Storage;
using Assay.Surfacing;
using Spectre.Console;

namespace Assay.Cli.Commands;

/// <summary><c>assay runs</c>: what was scored of files, and under which number.</summary>
internal static class RunsCommand
{
    private const int UsualLimit = 50;

    private static readonly Option<string> Limit = new("--limit") { Description = $"So many at most (default {UsualLimit}).", HelpName = "N" };

    public static Command Create()
    {
        var command = new Command("runs", "List the runs of files, the latest first, with the numbers that `report` takes.") { Settings.ConfigOption, RunOptions.Store, Limit, RunOptions.Json };
        command.Add(RunsGatesCommand.Create());
        command.Add(RunsPinCommand.Pin());
        command.Add(RunsPinCommand.Unpin());
        command.SetAction((parsed, cancel) => RunAsync(parsed, cancel));
        return command;
    }

    private static async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        Settings settings = Settings.Load(parsed);
        int limit = settings.Whole(Limit, 1, 1_000_000) ?? UsualLimit;
        await using var store = LedgerStore.Of(settings.Text(RunOptions.Store) ?? RunOptions.DefaultStore);
        await using ILedgerQueries ledger = await store.QueryAsync(cancellationToken);
        // One more than is shown tells whether there are more.
        IReadOnlyList<StoredRun> found = await ledger.Gates.RunsAsync(new RunQuery { AtMost = limit + 1 }, cancellationToken);
        StoredRun[] runs = [.. found.Take(limit)];
        IReadOnlyDictionary<long, ScoreHistogram> scores = await ledger.Gates.ScoresAsync(runs, cancellationToken);
        IReadOnlyList<PinnedBaseline> pins = await ledger.Gates.PinsAsync(cancellationToken);
        Dictionary<long, StoredPrompt> prompts = (await ledger.PromptsAsync(cancellationToken)).SelectMany(p => p.Runs, (p, run) => (run, p)).DistinctBy(r => r.run).ToDictionary();
        if (parsed.GetValue(RunOptions.Json))
        {
            Console.Out.WriteLine(Json(runs, scores, pins, prompts));
        }
        else
        {
            Show(Terminal.Out(), runs, scores, (pins, prompts));
            if (found.Count > limit)
            {
                Console.Out.WriteLine($"There are older ones: --limit N shows more than {limit}.");
            }
        }

        return ExitCode.Ok;
    }

    /// <param name="known">What is pinned, and with which prompts the outputs of a run were made.</param>
    private static void Show(
        IAnsiConsole console, StoredRun[] runs, IReadOnlyDictionary<long, ScoreHistogram> scores, (IReadOnlyList<PinnedBaseline> Pins, Dictionary<long, StoredPrompt> Prompts) known)
    {
        (IReadOnlyList<PinnedBaseline> pins, Dictionary<long, StoredPrompt> prompts) = known;
        if (runs.Length == 0)
        {
            console.MarkupLine("No run of files yet. `assay run FILE` makes one; `assay report --range 30d` reports on what a service collected.");
            return;
        }

        var table = new Table().Border(TableBorder.Simple).BorderColor(Color.Grey);
        table.AddColumns(new TableColumn("run").RightAligned(), new TableColumn("begun"), new TableColumn("what"), new TableColumn("responses").RightAligned(), new TableColumn("overall, 95 %"), new TableColumn("judge version"), new TableColumn(""));
        foreach (StoredRun run in runs)
        {
            table.AddRow(
                Number(run.Key.Run), run.StartedAt.UtcDateTime.ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture), Markup.Escape(TerminalText.Excerpt(prompts.TryGetValue(run.Key.Run, out StoredPrompt? prompt) ? $"{run.Description}, version {prompt.Version}" : run.Description, 80)),
                run.Responses.ToString("N0", CultureInfo.InvariantCulture), Markup.Escape(Score(run, scores)), Markup.Escape(TerminalText.Clean(run.JudgeVersion)), string.Join(", ", pins.Where(p => p.Run == run.Key.Run).Select(p => $"pinned as {Markup.Escape(p.Name)}").Prepend(run.EndedAt is null ? "not finished" : "").Where(t => t.Length > 0)));
        }

        console.Write(table);
    }

    private static string Score(StoredRun run, IReadOnlyDictionary<long, ScoreHistogram> scores) => scores.TryGetValue(run.Key.Run, out ScoreHistogram? histogram) && histogram.Mean() is { } mean
        ? string.Create(CultureInfo.InvariantCulture, $"{mean.Mean:0.00}{(mean is { Low: { } low, High: { } high } ? $" [{low:0.00}, {high:0.00}]" : "")}{(run.IsHeuristic ? " heuristic" : "")}")
        : "";

    private static string Json(StoredRun[] runs, IReadOnlyDictionary<long, ScoreHistogram> scores, IReadOnlyList<PinnedBaseline> pins, Dictionary<long, StoredPrompt> prompts) => JsonLine.Write(json =>
    {
        json.WriteStartArray("runs");
        foreach (StoredRun run in runs)
        {
            json.WriteStartObject();
            json.WriteNumber("run", run.Key.Run);
            json.WriteString("description", run.Description);
            json.WriteString("judge", run.Judge);
            json.WriteString("judge_version", run.JudgeVersion);
            json.WriteString("started_at", run.StartedAt.UtcDateTime);
            if (run.EndedAt is { } ended)
            {
                json.WriteString("ended_at", ended.UtcDateTime);
            }

            json.WriteNumber("responses", run.Responses);
            EstimateJson.Write(json, "overall", scores.GetValueOrDefault(run.Key.Run)?.Mean());
            json.WriteBoolean("heuristic", run.IsHeuristic);
            if (prompts.TryGetValue(run.Key.Run, out StoredPrompt? prompt))
            {
                json.WriteString("prompt", prompt.Name);
                json.WriteString("prompt_version", prompt.Version);
                json.WriteString("target_model", prompt.Model);
            }

            json.WriteEndObject();
        }

        json.WriteEndArray();
        HeldGateJson.WritePins(json, pins);
    });

    private static string Number(long number) => number.ToString(CultureInfo.InvariantCulture);
}
