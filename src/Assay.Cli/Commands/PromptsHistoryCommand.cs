using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using Assay.Cli.Output;
using Assay.Cli.Prompting;
using Assay.Cli.Running;
using Assay.Configuring;
using Assay.Gating.History;
using Assay.Gating.Prompts;
using Assay.Scoring.Running;
using Assay.Storage;
using Assay.Surfacing;
using Spectre.Console;

namespace Assay.Cli.Commands;

/// <summary><c>assay prompts history FILE</c>: every version of a prompt that was gated, with its scores and what it cost.</summary>
internal static class PromptsHistoryCommand
{
    private static readonly Argument<string> File = new("file") { Description = "A prompt file, which need not be there any more.", HelpName = "FILE" };
    private static readonly Option<string> OfJudge = new("--judge") { Description = "Scores of this judge.", HelpName = "NAME" };

    public static Command Create()
    {
        var command = new Command("history", "Show each version of a prompt with its scores, their intervals, n and cost.") { File, Settings.ConfigOption, RunOptions.Store, OfJudge, RunOptions.Json };
        command.SetAction((parsed, cancel) => RunAsync(parsed, cancel));
        return command;
    }

    private static async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        var settings = Settings.Load(parsed);
        string name = new PromptFiles(settings).Name(parsed.GetValue(File)!);
        await using var store = LedgerStore.Of(settings.Text(RunOptions.Store) ?? RunOptions.DefaultStore);
        await using ILedgerQueries ledger = await store.QueryAsync(cancellationToken);
        IReadOnlyList<StoredPrompt> known = await ledger.PromptsAsync(cancellationToken);
        StoredPrompt[] versions = [.. known.Where(k => k.Name == name)];
        if (versions.Length == 0)
        {
            throw new ConfigurationException($"no version of {name} was gated. {(known.Count == 0 ? "`assay gate --prompt FILE` keeps them." : $"Known: {string.Join(", ", known.Select(k => k.Name).Distinct().Take(20))}.")}");
        }

        IReadOnlyList<StoredRun> runs = await ledger.Gates.RunsAsync(new RunQuery { Numbers = [.. versions.SelectMany(v => v.Runs)] }, cancellationToken);
        var history = new List<(StoredPrompt Prompt, IReadOnlyList<PromptScores> Scores)>();
        foreach (StoredPrompt version in versions)
        {
            history.Add((version, await PromptScores.ReadAsync(ledger, version, runs, parsed.GetValue(OfJudge), cancellationToken)));
        }

        if (parsed.GetValue(RunOptions.Json))
        {
            Console.Out.WriteLine(JsonLine.Write(json => Write(json, name, history)));
        }
        else
        {
            Show(Terminal.Out(), history);
        }

        return ExitCode.Ok;
    }

    private static void Show(IAnsiConsole console, List<(StoredPrompt Prompt, IReadOnlyList<PromptScores> Scores)> history)
    {
        var table = new Table().Border(TableBorder.Simple).BorderColor(Color.Grey);
        table.AddColumn(new TableColumn("version").NoWrap());
        table.AddColumns("model", "since", "judge", "score", "run");
        table.AddColumn(new TableColumn("answers cost").RightAligned());
        table.AddColumn(new TableColumn("judging cost").RightAligned());
        foreach ((StoredPrompt prompt, IReadOnlyList<PromptScores> scores) in history)
        {
            string[] version = [prompt.Version, Safe(prompt.Model), prompt.Since.UtcDateTime.ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture)];
            if (scores.Count == 0)
            {
                table.AddRow([.. version, "", "nothing scored", "", Usd(prompt.CostUsd), ""]);
            }

            foreach (PromptScores one in scores)
            {
                table.AddRow(
                [
                    .. one == scores[0] ? version : ["", "", ""], Safe($"{one.Run.Judge} {one.Run.JudgeVersion}"), one.Main is { } mean ? PromptText.Estimate(mean) : "",
                    one.Run.Key.Run.ToString(CultureInfo.InvariantCulture), one == scores[0] ? Usd(prompt.CostUsd) : "", Usd(one.JudgingUsd),
                ]);
            }
        }

        console.Write(table);
    }

    private static void Write(Utf8JsonWriter json, string name, List<(StoredPrompt Prompt, IReadOnlyList<PromptScores> Scores)> history)
    {
        json.WriteString("name", name);
        json.WriteStartArray("versions");
        foreach ((StoredPrompt prompt, IReadOnlyList<PromptScores> scores) in history)
        {
            json.WriteStartObject();
            json.WriteString("version", prompt.Version);
            json.WriteString("model", prompt.Model);
            json.WriteString("since", prompt.Since.UtcDateTime);
            json.WriteNumber("calls", prompt.Calls);
            json.WriteNumber("cached", prompt.Cached);
            json.WriteNumber("cost_usd", prompt.CostUsd);
            json.WriteStartArray("judged");
            foreach (PromptScores one in scores)
            {
                json.WriteStartObject();
                json.WriteString("judge", one.Run.Judge);
                json.WriteString("judge_version", one.Run.JudgeVersion);
                json.WriteNumber("run", one.Run.Key.Run);
                json.WriteNumber("cost_usd", one.JudgingUsd);
                json.WriteStartObject("scores");
                foreach (ScoreHistogram criterion in one.Account.Scores)
                {
                    EstimateJson.Write(json, criterion.Criterion, criterion.Mean());
                }

                json.WriteEndObject();
                json.WriteEndObject();
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static string Usd(decimal usd) => string.Create(CultureInfo.InvariantCulture, $"${usd:0.00####}");

    private static string Safe(string text) => Markup.Escape(TerminalText.Clean(text));
}
