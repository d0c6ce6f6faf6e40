using System.Globalization;
using Assay.Calibrating.Certainty;
using Spectre.Console;

namespace Assay.Cli.Trusting;

/// <summary>A cascade and its certificate, for people.</summary>
internal static class CascadeText
{
    public static void Write(IAnsiConsole console, CascadeReport report)
    {
        console.MarkupLine($"[bold]{FigureText.Safe(string.Join(" → ", report.Judges))}[/], {FigureText.Count(report.Gold)} gold items");
        if (report.Certificate is { } certificate)
        {
            console.MarkupLine($"  [green]Certified[/]: at least {FigureText.Percent(report.Goal.Target)} of what is decided agrees with people, but for a probability of {FigureText.Percent(report.Goal.Delta)} [grey](bound of the disagreement {FigureText.Percent(certificate.RiskBound)}, {FigureText.Count(certificate.Tested)} items tested)[/]");
            console.MarkupLine($"  decided {FigureText.Share(certificate.Coverage)}, the others are left to people; agreement {FigureText.Share(certificate.Agreement)}");
            foreach (CascadeCertificate.Stage stage in certificate.Stages)
            {
                console.MarkupLine($"  {FigureText.Safe(stage.Judge)} decides {(stage.Threshold is { } threshold ? $"from a confidence of {Fine(threshold)} on" : "by itself, whatever its confidence, or never")}: {FigureText.Percent(stage.Share)} of the decided");
            }

            if (certificate.CostPerItem is { } cost)
            {
                console.MarkupLine($"  {Usd(cost)} an item{(certificate.CostOfLast is { } last && report.Judges.Count > 1 ? $"; {Usd(last)} were all asked of {FigureText.Safe(report.Judges[^1])}" : "")}");
            }
        }

        var table = new Table { Border = TableBorder.Simple };
        table.AddColumns("each alone", "right in all", "may decide", "from a confidence of");
        foreach (CascadeReport.Alone alone in report.Each)
        {
            table.AddRow(FigureText.Safe(alone.Judge), FigureText.Share(alone.Accuracy), alone.Certificate is null ? "nothing" : FigureText.Share(alone.Certificate.Coverage), alone.Certificate?.Stages[0].Threshold is { } from ? Fine(from) : "");
        }

        console.Write(table);
    }

    private static string Fine(double confidence) => confidence.ToString("0.####", CultureInfo.InvariantCulture);

    private static string Usd(double cost) => cost.ToString("$0.000000", CultureInfo.InvariantCulture);
}
