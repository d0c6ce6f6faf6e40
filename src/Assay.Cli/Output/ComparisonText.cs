using System.Globalization;
using Assay.Server.Dashboard.Pages;
using Spectre.Console;

namespace Assay.Cli.Output;

/// <summary>Two sets of scores against each other, for people.</summary>
internal static class ComparisonText
{
    /// <summary>Of many slices some differ by chance; those are listed of which at most this share does.</summary>
    private const double FalseShare = 0.1;

    public static void Write(IAnsiConsole console, CompareModel model)
    {
        console.MarkupLine($"[bold]{Safe(model.Judge ?? "")}[/] {Safe(model.Sides.Second)}, against {Safe(model.Sides.First)}  [grey]judge version {Safe(model.JudgeVersion ?? "")} on both sides[/]");
        console.WriteLine();
        console.Write(Table(model.Criteria));
        CompareModel.Row[] slices = [.. model.Slices.Where(r => r.Q <= FalseShare)];
        if (slices.Length > 0)
        {
            console.MarkupLine("Slices that changed [grey](at most one in ten of these by chance)[/]");
            console.Write(Table(slices));
        }
        else if (model.Slices.Count > 0)
        {
            console.MarkupLine("No slice of the declared fields changed by more than chance explains.");
        }
    }

    private static Table Table(IReadOnlyList<CompareModel.Row> rows)
    {
        var table = new Table { Border = TableBorder.Simple };
        table.AddColumns("", "before", "after", "difference", "verdict", "after is higher", "mix", "q");
        foreach (CompareModel.Row row in rows)
        {
            table.AddRow(
                Safe(row.Name), $"{Number(row.Before.Mean()!.Mean)} (n {row.Before.N})", $"{Number(row.After.Mean()!.Mean)} (n {row.After.N})",
                $"{Signed(row.Change.Value)}{(row.Change is { Low: { } low, High: { } high } ? $" [[{Signed(low)}, {Signed(high)}]]" : "")}", row.Verdict,
                row.Contrast is { } contrast ? contrast.Higher.ToString("0 %", CultureInfo.InvariantCulture) : "", row.Mix is { } mix ? Signed(mix) : "",
                row.Contrast?.P is null ? "" : row.Q < 0.001 ? "< 0.001" : row.Q.ToString("0.000", CultureInfo.InvariantCulture));
        }

        return table;
    }

    private static string Number(double value) => value.ToString("0.00", CultureInfo.InvariantCulture);

    private static string Signed(double value) => value.ToString("+0.00;-0.00;0.00", CultureInfo.InvariantCulture);

    private static string Safe(string text) => Markup.Escape(TerminalText.Clean(text));
}
