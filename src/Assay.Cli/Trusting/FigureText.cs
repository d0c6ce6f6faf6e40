using System.Globalization;
using Assay.Calibrating;
using Assay.Cli.Output;
using Assay.Surfacing;
using Spectre.Console;

namespace Assay.Cli.Trusting;

/// <summary>Measured statistics, for people.</summary>
internal static class FigureText
{
    public static string Safe(string text) => Markup.Escape(TerminalText.Excerpt(text, 60));

    public static string Number(double value) => value.ToString("0.000", CultureInfo.InvariantCulture);

    public static string Percent(double share) => share.ToString("0.0 %", CultureInfo.InvariantCulture);

    public static string Count(long count) => count.ToString("N0", CultureInfo.InvariantCulture);

    public static string Of(Estimate? estimate) => estimate is null ? "[grey]-[/]" : $"{Number(estimate.Mean)}{Interval(estimate, Number)}";

    public static string Share(Estimate? estimate) => estimate is null ? "[grey]-[/]" : $"{Percent(estimate.Mean)}{Interval(estimate, Percent)}";

    /// <summary>A figure's name with blanks in place of underscores.</summary>
    public static string Name(string name) => name.Replace('_', ' ');

    /// <summary>One table: a line per figure, a column per subject; below it, why figures are missing.</summary>
    public static void Table(IAnsiConsole console, IReadOnlyList<(string Heading, IReadOnlyList<NamedMeasure> Figures)> subjects)
    {
        var table = new Table { Border = TableBorder.Simple };
        table.AddColumn("");
        foreach ((string heading, _) in subjects)
        {
            table.AddColumn(new TableColumn(Safe(heading)) { Alignment = Justify.Left });
        }

        string[] names = [.. subjects.SelectMany(s => s.Figures).Select(f => f.Name).Distinct()];
        foreach (string name in names.Where(n => subjects.Any(s => Find(s.Figures, n)?.Value is Measured.Known)))
        {
            table.AddRow([Name(name), .. subjects.Select(s => Of(Find(s.Figures, name)?.Value.Estimate))]);
        }

        if (table.Rows.Count > 0)
        {
            console.Write(table);
        }

        foreach (IGrouping<string, string> reason in subjects.SelectMany(s => s.Figures).Where(f => f.Value is Measured.Undefined)
            .Select(f => (f.Name, ((Measured.Undefined)f.Value).Reason)).Distinct().GroupBy(f => f.Reason, f => Name(f.Name)))
        {
            console.MarkupLine($"[grey]  no {string.Join(", ", reason)}: {Markup.Escape(reason.Key)}[/]");
        }
    }

    private static NamedMeasure? Find(IReadOnlyList<NamedMeasure> figures, string name) => figures.FirstOrDefault(f => f.Name == name);

    private static string Interval(Estimate estimate, Func<double, string> number) =>
        estimate is { Low: { } low, High: { } high } ? $" [grey][[{number(low)}, {number(high)}]][/]" : "";
}
