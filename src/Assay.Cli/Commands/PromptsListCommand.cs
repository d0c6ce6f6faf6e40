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

/// <summary><c>assay prompts list</c>: the prompt files as they stand, each with its version and what was scored of it.</summary>
internal static class PromptsListCommand
{
    private static readonly Argument<string[]> Files = new("file") { Description = $"Prompt files, or folders of them (default: {PromptFiles.Folder}).", HelpName = "FILE", Arity = ArgumentArity.ZeroOrMore };
    private static readonly Option<string> OfJudge = new("--judge") { Description = "Scores of this judge.", HelpName = "NAME" };

    public static Command Create()
    {
        var command = new Command("list", "Show prompt files with their versions, since when each is known, and its last scores.") { Files, Settings.ConfigOption, RunOptions.Store, OfJudge, RunOptions.Json };
        command.SetAction((parsed, cancel) => RunAsync(parsed, cancel));
        return command;
    }

    private static async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        var settings = Settings.Load(parsed);
        var files = new PromptFiles(settings);
        string[] named = parsed.GetValue(Files) ?? [];
        IReadOnlyList<string> found = PromptFiles.Find(named.Length > 0 ? named : [Path.Combine(settings.Folder, PromptFiles.Folder)]);
        await using var store = LedgerStore.Of(settings.Text(RunOptions.Store) ?? RunOptions.DefaultStore);
        await using ILedgerQueries? ledger = await store.ExistsAsync(cancellationToken) ? await store.QueryAsync(cancellationToken) : null;
        IReadOnlyList<StoredPrompt> known = ledger is null ? [] : await ledger.PromptsAsync(cancellationToken);
        IReadOnlyList<StoredRun> runs = ledger is null ? [] : await ledger.Gates.RunsAsync(new RunQuery { Numbers = [.. known.SelectMany(k => k.Runs)] }, cancellationToken);
        var listed = new List<Listed>();
        foreach (string file in found)
        {
            try
            {
                PromptFile prompt = files.Read(file, known);
                StoredPrompt? stored = known.FirstOrDefault(k => k.Name == prompt.Name && k.Version == prompt.Version);
                PromptScores? scores = stored is not null && await PromptScores.ReadAsync(ledger!, stored, runs, parsed.GetValue(OfJudge), cancellationToken) is [var last, ..] ? last : null;
                listed.Add(new Listed(prompt.Name, prompt, stored, scores, known.Count(k => k.Name == prompt.Name), null));
            }
            catch (ConfigurationException error)
            {
                listed.Add(new Listed(files.Name(file), null, null, null, 0, error.Message));
            }
        }

        if (parsed.GetValue(RunOptions.Json))
        {
            Console.Out.WriteLine(JsonLine.Write(json => Write(json, listed)));
        }
        else
        {
            Show(Terminal.Out(), listed);
        }

        foreach (Listed broken in listed.Where(l => l.Trouble is not null))
        {
            await Console.Error.WriteLineAsync($"assay: {TerminalText.Clean(broken.Trouble!)}");
        }

        return listed.Exists(l => l.Trouble is not null) ? ExitCode.Usage : ExitCode.Ok;
    }

    private static void Show(IAnsiConsole console, List<Listed> listed)
    {
        if (listed.Count == 0)
        {
            console.MarkupLine("No prompt files here: .yaml, .yml, .txt or .md.");
            return;
        }

        var table = new Table().Border(TableBorder.Simple).BorderColor(Color.Grey);
        table.AddColumns("prompt", "version", "model", "known since", "last scores", "versions");
        foreach (Listed one in listed)
        {
            table.AddRow(
                Safe(one.Name), one.Prompt is null ? "[red]cannot be read[/]" : one.Prompt.Version, Safe(one.Prompt?.Model?.ToString() ?? ""),
                one.Stored?.Since.UtcDateTime.ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture) ?? (one.Prompt is null ? "" : "not gated yet"),
                one.Scores?.Main is { } mean ? PromptText.Estimate(mean) : "", one.Versions > 0 ? one.Versions.ToString(CultureInfo.InvariantCulture) : "");
        }

        console.Write(table);
    }

    private static void Write(Utf8JsonWriter json, List<Listed> listed)
    {
        json.WriteStartArray("prompts");
        foreach (Listed one in listed)
        {
            json.WriteStartObject();
            json.WriteString("name", one.Name);
            if (one.Prompt is { } prompt)
            {
                json.WriteString("version", prompt.Version);
                json.WriteString("model", prompt.Model?.ToString());
            }

            if (one.Stored is { } stored)
            {
                json.WriteString("since", stored.Since.UtcDateTime);
            }

            if (one.Scores is { } scores)
            {
                json.WriteString("judge", scores.Run.Judge);
                json.WriteString("judge_version", scores.Run.JudgeVersion);
                json.WriteNumber("run", scores.Run.Key.Run);
                EstimateJson.Write(json, "score", scores.Main);
            }

            if (one.Trouble is { } trouble)
            {
                json.WriteString("error", trouble);
            }

            json.WriteNumber("versions", one.Versions);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static string Safe(string text) => Markup.Escape(TerminalText.Clean(text));

    /// <param name="Versions">That the ledger knows of the file.</param>
    private sealed record Listed(string Name, PromptFile? Prompt, StoredPrompt? Stored, PromptScores? Scores, int Versions, string? Trouble);
}
