using System.CommandLine;
using System.Globalization;
using System.Text;
using System.Text.Json;
using Assay.Calibrating;
using Assay.Cli.Output;
using Assay.Cli.Running;
using Assay.Providers;
using Assay.Scoring.Judging;
using Assay.Scoring.Panels;
using Assay.Surfacing;
using Spectre.Console;
using Panel = Assay.Scoring.Panels.Panel;

namespace Assay.Cli.Commands;

/// <summary><c>assay judge list</c>: the judges of the configuration.</summary>
internal static class JudgeListCommand
{
    public static Command Create()
    {
        var command = new Command("list", "The judges of the configuration, with their versions and prices.") { Settings.ConfigOption, RunOptions.Json };
        command.SetAction(Run);
        return command;
    }

    private static int Run(ParseResult parsed)
    {
        Settings settings = Settings.Load(parsed);
        PriceList prices = PriceList.Builtin.With(settings.File.Prices);
        if (parsed.GetValue(RunOptions.Json))
        {
            Console.Out.WriteLine(Json(settings.File.Judges));
            return ExitCode.Ok;
        }

        IAnsiConsole console = Terminal.Out();
        if (settings.File.Judges.Count == 0)
        {
            console.MarkupLine("No judges are configured. `assay init` writes a first one.");
            return ExitCode.Ok;
        }

        var table = new Table().Border(TableBorder.Simple).BorderColor(Color.Grey);
        table.AddColumns("judge", "model", "criteria", "version", "USD per million tokens in / out");
        foreach (Judge judge in settings.File.Judges)
        {
            string price = string.Join("\n", (judge.Panel?.Judges ?? [judge]).Select(j => j.Model.IsOffline ? "free"
                : prices.Find(j.Model) is { } p ? string.Create(CultureInfo.InvariantCulture, $"{p.Input:0.####} / {p.Output:0.####}") : "[yellow]unknown[/]"));
            table.AddRow(
                Markup.Escape(judge.Name), Markup.Escape(judge.Panel is { } panel ? $"{panel.Kind.ToSnakeCase()}: {Asked(panel)}" : judge.Model.ToString()),
                Markup.Escape(judge.PreferredBy is { } by ? $"pairwise: {string.Join(", ", by.Criteria.Select(c => c.Name))}" : string.Join(", ", judge.Rubric.Criteria.Select(c => $"{c.Name} ({c.Scale.Text})"))), judge.Version, price);
        }

        console.Write(table);
        foreach (string note in settings.File.Judges.SelectMany(j => j.Panel?.Notes ?? []))
        {
            console.MarkupLine($"[yellow]{Markup.Escape(note)}[/]");
        }

        return ExitCode.Ok;
    }

    private static string Asked(Panel panel) => string.Join(panel.Kind == PanelKind.Jury ? "\n" : "\n→ ",
        [.. panel.Kind == PanelKind.Jury ? panel.Voters.Select(v => v.Name) : panel.Stages.Select(s => s.Name), .. panel.AsksPeople ? (string[])[StageVerdict.People] : []]);

    private static string Json(IReadOnlyList<Judge> judges)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer, ResultJson.Options))
        {
            json.WriteStartObject();
            json.WriteStartArray("judges");
            foreach (Judge judge in judges)
            {
                json.WriteStartObject();
                json.WriteString("name", judge.Name);
                json.WriteString("model", judge.Model.ToString());
                json.WriteString("version", judge.Version);
                json.WriteString("mode", judge.IsPairwise ? "pairwise" : "pointwise");
                json.WriteStartArray("criteria");
                foreach (string criterion in (judge.PreferredBy ?? judge.Rubric).Criteria.Select(c => c.Name))
                {
                    json.WriteStringValue(criterion);
                }

                json.WriteEndArray();
                if (judge.Panel is { } panel)
                {
                    json.WriteString("panel", panel.Kind.ToSnakeCase());
                    MeasureJson.WriteTexts(json, "stages", [.. panel.Stages.Select(s => s.Name)]);
                    MeasureJson.WriteTexts(json, "asks", [.. panel.Voters.Select(v => v.Name)]);
                    json.WriteBoolean("certified", panel.Escalation is Escalation.Certified);
                    MeasureJson.WriteTexts(json, "notes", panel.Notes);
                }

                json.WriteEndObject();
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(buffer.ToArray());
    }
}
