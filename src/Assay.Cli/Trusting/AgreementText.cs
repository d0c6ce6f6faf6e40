using Assay.Calibrating;
using Assay.Calibrating.Agreement;
using Assay.Calibrating.Annotators;
using Assay.Calibrating.Gates;
using Assay.Calibrating.Labels;
using Spectre.Console;

namespace Assay.Cli.Trusting;

/// <summary>Agreement, for people.</summary>
internal static class AgreementText
{
    /// <summary>A matrix of more raters is wider than a terminal.</summary>
    private const int WidestMatrix = 8;

    private const int MostPairs = 20;

    /// <summary>More figures with their intervals are wider than a terminal; --json has them all.</summary>
    private const int MostColumns = 3;

    private static readonly string[] PairColumns = ["agreement", "cohen_kappa", "cohen_kappa_quadratic", "spearman", "gwet_ac1"];

    public static void Write(IAnsiConsole console, AgreementReport report)
    {
        LabelTable table = report.Table;
        console.MarkupLine($"[bold]{FigureText.Count(table.Items.Count)} items[/], {table.Raters.Count} raters, {(table.Scale.HasCategories ? $"labels {FigureText.Safe(string.Join(", ", table.Scale.Names))}" : $"{table.Scale.Count} different labels")}");
        if (report.Majority.Count is > 0 and <= 10)
        {
            console.MarkupLine($"[grey]what most say: {string.Join(", ", report.Majority.Select(m => $"{FigureText.Safe(m.Label)} {FigureText.Count(m.Count)}"))}{(report.Tied > 0 ? $", no majority {FigureText.Count(report.Tied)}" : "")}[/]");
        }

        if (table.Raters.Count > 1)
        {
            WriteTogether(console, report);
            WritePairs(console, report);
        }

        foreach (JudgeAgreement judge in report.Judges)
        {
            Write(console, judge, report);
        }

        Write(console, report.Disagreements);
    }

    private static void WriteTogether(IAnsiConsole console, AgreementReport report)
    {
        console.WriteLine();
        console.MarkupLine($"[bold]Together[/] [grey]({report.TogetherOf})[/]");
        FigureText.Table(console, [("value [95 % interval]", [.. report.Together.Select(f => f.Name is "nominal" or "ordinal" or "interval" ? f with { Name = $"krippendorff_alpha_{f.Name}" } : f)])]);
    }

    private static void WritePairs(IAnsiConsole console, AgreementReport report)
    {
        IReadOnlyList<Rater> raters = report.Table.Raters;
        if (raters.Count <= WidestMatrix && raters.Count > 2)
        {
            bool hasCategories = report.Table.Scale.HasCategories;
            string figure = hasCategories ? "cohen_kappa" : "spearman";
            console.MarkupLine($"[bold]{(hasCategories ? "Cohen's kappa" : "Spearman's correlation")} of each two[/]");
            var matrix = new Table { Border = TableBorder.Simple };
            matrix.AddColumn("");
            foreach (Rater rater in raters)
            {
                matrix.AddColumn(new TableColumn(FigureText.Safe(rater.Name)).RightAligned());
            }

            foreach (Rater row in raters)
            {
                matrix.AddRow([FigureText.Safe(row.Name), .. raters.Select(column => row == column ? "" : Kappa(report, row.Name, column.Name, figure))]);
            }

            console.Write(matrix);
        }

        if (report.Pairs.Count == 0)
        {
            return;
        }

        console.MarkupLine("[bold]Pairs[/]");
        var pairs = new Table { Border = TableBorder.Simple };
        string[] shown = [.. PairColumns.Where(c => report.Pairs.Any(p => Find(p, c) is not null)).Take(MostColumns)];
        pairs.AddColumns(["", "n", .. shown.Select(FigureText.Name)]);
        foreach (PairAgreement pair in report.Pairs.Take(MostPairs))
        {
            pairs.AddRow([$"{FigureText.Safe(pair.A)}, {FigureText.Safe(pair.B)}", FigureText.Count(pair.N), .. shown.Select(c => FigureText.Of(Find(pair, c)))]);
        }

        console.Write(pairs);
        if (report.Pairs.Count > MostPairs)
        {
            console.MarkupLine($"[grey]  {report.Pairs.Count - MostPairs} pairs more stand in --json[/]");
        }
    }

    private static void Write(IAnsiConsole console, JudgeAgreement judge, AgreementReport report)
    {
        console.WriteLine();
        console.MarkupLine($"[bold]Judge {FigureText.Safe(judge.Judge)}[/] against {FigureText.Safe(judge.Against)} [grey]n {FigureText.Count(judge.N)}[/]");
        FigureText.Table(console,
        [
            (judge.Judge, judge.Figures),
            .. report.Baselines.Select(b => (b.Name, b.Figures)),
        ]);
        if (judge.Limits is { } limits)
        {
            console.MarkupLine($"  95 % of its differences from people lie between {FigureText.Number(limits.Lower.Mean)} and {FigureText.Number(limits.Upper.Mean)}");
        }

        if (report.HumanCeiling.Any(f => f.Value is Measured.Known))
        {
            console.MarkupLine("  In the place of one person, with the others, one left out in turn:");
            FigureText.Table(console, [(judge.Judge, judge.LeaveOneOut), ("people themselves", report.HumanCeiling)]);
        }

        console.MarkupLine(judge.AltTest is { } test
            ? $"  Alt-test: {(test.Passes ? "[green]may stand in for a person[/]" : "[yellow]may not stand in for a person[/]")}, winning rate {FigureText.Number(test.WinningRate)}, advantage probability {FigureText.Number(test.AdvantageProbability)}"
            : $"  [grey]No alt-test: {Markup.Escape(judge.NoAltTest!)}[/]");
        console.MarkupLine(judge.Standing switch
        {
            JudgeStanding.Advisory advisory => $"  [yellow]Advisory: it may not fail a build or page anybody: {Markup.Escape(string.Join("; ", advisory.Reasons))}[/]",
            _ => "  [green]Trusted: it reaches every bar that was measured[/]",
        });
        if (judge.Confusion is { Size: <= 10 } confusion)
        {
            Write(console, confusion, report.Table.Scale);
        }
    }

    private static void Write(IAnsiConsole console, ConfusionMatrix confusion, LabelScale scale)
    {
        var table = new Table { Border = TableBorder.Simple };
        table.AddColumn("true, down; judge, across");
        foreach (string name in scale.Names)
        {
            table.AddColumn(new TableColumn(FigureText.Safe(name)).RightAligned());
        }

        for (int truth = 0; truth < confusion.Size; truth++)
        {
            table.AddRow([FigureText.Safe(scale.Names[truth]), .. Enumerable.Range(0, confusion.Size).Select(said => FigureText.Count(confusion[truth, said]))]);
        }

        console.Write(table);
    }

    private static void Write(IAnsiConsole console, IReadOnlyList<Disagreement> disagreements)
    {
        if (disagreements.Count == 0)
        {
            return;
        }

        console.WriteLine();
        console.MarkupLine("[bold]Largest disagreements[/]");
        foreach (Disagreement disagreement in disagreements)
        {
            console.MarkupLine($"  {FigureText.Safe(disagreement.Item)}  [grey]{string.Join(", ", disagreement.Labels.Take(WidestMatrix).Select(l => $"{FigureText.Safe(l.Rater)} {FigureText.Safe(l.Label)}"))}[/]");
        }
    }

    private static string Kappa(AgreementReport report, string a, string b, string figure) =>
        report.Pairs.FirstOrDefault(p => (p.A == a && p.B == b) || (p.A == b && p.B == a)) is { } pair && Find(pair, figure) is { } kappa ? FigureText.Number(kappa.Mean) : "[grey]-[/]";

    private static Surfacing.Estimate? Find(PairAgreement pair, string name) => pair.Figures.FirstOrDefault(f => f.Name == name)?.Value.Estimate;
}
