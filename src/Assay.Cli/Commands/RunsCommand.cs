using System.CommandLine;
using System.Globalization;
using Assay.Cli.Output;
using Assay.Cli.Running;
using Assay.Gating.History;
using Assay.Gating.Prompts;
using Assay.Scoring.Running;
using Assay.Storage;
using Spectre.Console;

namespace Assay.Cli.Commands;

/// <summary><c>assay runs</c>: what was scored of files, and under which number.</summary>
internal static class RunsCommand
{
    public static Command Create()
    {
        var command = new Command("runs", "List the runs of files, the latest first, with the numbers that `report` takes.") { Settings.ConfigOption, RunOptions.Store, RunOptions.Json };
        command.Add(RunsGatesCommand.Create());
        command.Add(RunsPinCommand.Pin());
        command.Add(RunsPinCommand.Unpin());
        command.SetAction((parsed, cancel) => RunAsync(parsed, cancel));
        return command;
    }

    private static async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        await using var store = LedgerStore.Of(Settings.Load(parsed).Text(RunOptions.Store) ?? RunOptions.DefaultStore);
        await using ILedgerQueries ledger = await store.QueryAsync(cancellationToken);
        List<StoredRun> runs = [.. (await ledger.Gates.RunsAsync(cancellationToken)).Where(r => !r.IsOfService)];
        IReadOnlyList<PinnedBaseline> pins = await ledger.Gates.PinsAsync(cancellationToken);
        Dictionary<long, StoredPrompt> prompts = (await ledger.PromptsAsync(cancellationToken)).SelectMany(p => p.Runs, (p, run) => (run, p)).DistinctBy(r => r.run).ToDictionary();
        if (parsed.GetValue(RunOptions.Json))
        {
            Console.Out.WriteLine(Json(runs, pins, prompts));
        }
        else
        {
            Show(Terminal.Out(), runs, pins, prompts);
        }

        return ExitCode.Ok;
    }

    /// <param name="prompts">With which the outputs of a run were made.</param>
    private static void Show(IAnsiConsole console, List<StoredRun> runs, IReadOnlyList<PinnedBaseline> pins, Dictionary<long, StoredPrompt> prompts)
    {
        if (runs.Count == 0)
        {
            console.MarkupLine("No run of files yet. `assay run FILE` makes one; `assay report --range 30d` reports on what a service collected.");
            return;
        }

        var table = new Table().Border(TableBorder.Simple).BorderColor(Color.Grey);
        table.AddColumns(new TableColumn("run").RightAligned(), new TableColumn("begun"), new TableColumn("what"), new TableColumn("responses").RightAligned(), new TableColumn("judge version"), new TableColumn(""));
        foreach (StoredRun run in runs)
        {
            table.AddRow(
                Number(run.Key.Run), run.StartedAt.UtcDateTime.ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture), Markup.Escape(TerminalText.Excerpt(prompts.TryGetValue(run.Key.Run, out StoredPrompt? prompt) ? $"{run.Description}, version {prompt.Version}" : run.Description, 80)),
                run.Responses.ToString("N0", CultureInfo.InvariantCulture), Markup.Escape(TerminalText.Clean(run.JudgeVersion)), string.Join(", ", pins.Where(p => p.Run == run.Key.Run).Select(p => $"pinned as {Markup.Escape(p.Name)}").Prepend(run.EndedAt is null ? "not finished" : "").Where(t => t.Length > 0)));
        }

        console.Write(table);
    }

    private static string Json(List<StoredRun> runs, IReadOnlyList<PinnedBaseline> pins, Dictionary<long, StoredPrompt> prompts) => JsonLine.Write(json =>
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
