using Assay.Calibrating.Correcting;
using Spectre.Console;

namespace Assay.Cli.Trusting;

/// <summary>A corrected mean, for people.</summary>
internal static class CorrectionText
{
    public static void Write(IAnsiConsole console, CorrectedMean corrected)
    {
        string method = corrected.Method switch
        {
            CorrectionMethod.LabelsOnly => "labels alone",
            CorrectionMethod.StratifiedPpiPlusPlus => "stratified PPI++",
            CorrectionMethod.Ppi => "PPI",
            _ => "PPI++",
        };
        console.MarkupLine($"[bold]{FigureText.Of(corrected.Corrected)}[/] by {method}, {FigureText.Count(corrected.Corrected.N)} labels, {FigureText.Count(corrected.Judged)} judged");
        console.MarkupLine($"  the judge alone {FigureText.Of(corrected.Raw)}");
        console.MarkupLine($"  the labels alone {FigureText.Of(corrected.LabelsOnly)}");
        console.MarkupLine($"  judge weighted by {FigureText.Number(corrected.Lambda)}{(corrected.LabelGain is { } gain ? $"; each label is worth {FigureText.Number(gain)} labels" : "")}; the judge says nothing beyond people: {(corrected.JudgeAddsNothing ? "[yellow]yes[/]" : "no")}");
        if (corrected.Strata.Count == 0)
        {
            return;
        }

        var table = new Table { Border = TableBorder.Simple };
        table.AddColumns("stratum", "labels", "judged", "corrected mean");
        foreach ((string stratum, int labels, int judged, double mean) in corrected.Strata)
        {
            table.AddRow(FigureText.Safe(stratum), FigureText.Count(labels), FigureText.Count(judged), FigureText.Number(mean));
        }

        console.Write(table);
    }
}
