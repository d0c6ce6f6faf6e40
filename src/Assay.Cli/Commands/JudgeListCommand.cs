using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using System.Text;
using Assay.Cli.Output;
using Assay.Cli.Running;
using Assay.Providers;
using Assay.Scoring.Judging;
using Assay.Surfacing;
using Spectre.Console;

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
            string price = judge.Model.IsOffline ? "free"
                : prices.Find(judge.Model) is { } p ? string.Create(CultureInfo.InvariantCulture, $"{p.Input:0.####} / {p.Output:0.####}") : "[yellow]unknown[/]";
            table.AddRow(
                Markup.Escape(judge.Name), Markup.Escape(judge.Model.ToString()),
                Markup.Escape(judge.PreferredBy is { } by ? $"pairwise: {string.Join(", ", by.Criteria.Select(c => c.Name))}" : string.Join(", ", judge.Rubric.Criteria.Select(c => $"{c.Name} ({c.Scale.Text})"))), judge.Version, price);
        }

        console.Write(table);
        return ExitCode.Ok;
    }

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
                json.WriteEndObject();
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(buffer.ToArray());
    }
}
