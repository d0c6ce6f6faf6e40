using Assay.Calibrating;
using Assay.Calibrating.Pairwise;
using Assay.Surfacing;
using Spectre.Console;

namespace Assay.Cli.Trusting;

/// <summary>Pairwise figures, for people.</summary>
internal static class PairwiseText
{
    public static void Write(IAnsiConsole console, PairwiseReport report)
    {
        PairwiseFigures all = report.All;
        console.MarkupLine($"[bold]{FigureText.Count(all.Items)} items[/], {FigureText.Count(all.WithGold)} with a known answer, {FigureText.Count(all.Unreadable)} unreadable judgments, {FigureText.Count(all.Conflicts)} that change with the order");
        WriteShares(console, [("all", all), .. report.Groups]);
        (int first, int second, double p) = all.Position;
        console.MarkupLine($"  First shown preferred in both orders {FigureText.Count(first)} times, second shown {FigureText.Count(second)} times {(p < 0.05 ? $"[yellow](McNemar p {FigureText.Number(p)}: a preference for a place)[/]" : $"[grey](McNemar p {FigureText.Number(p)})[/]")}");
        if (report.Longest is { } longest)
        {
            console.MarkupLine($"  Whoever always prefers the longer is right in {FigureText.Share(longest)}");
        }

        if (report.Length is { } length)
        {
            Write(console, length, report.WinRate);
        }

        if (report.Ranking is { } ranking)
        {
            Write(console, ranking, report.Systems);
        }
    }

    private static void WriteShares(IAnsiConsole console, IReadOnlyList<(string Name, PairwiseFigures Figures)> subjects)
    {
        var table = new Table { Border = TableBorder.Simple };
        table.AddColumn("");
        foreach ((string name, PairwiseFigures figures) in subjects)
        {
            table.AddColumn($"{FigureText.Safe(name)} [grey]n {FigureText.Count(figures.Items)}[/]");
        }

        foreach ((string name, Func<PairwiseFigures, Estimate?> of) in (ReadOnlySpan<(string, Func<PairwiseFigures, Estimate?>)>)
        [
            ("accuracy, original order", f => f.AccuracyOriginal),
            ("accuracy, swapped order", f => f.AccuracySwapped),
            ("accuracy, mean", f => f.AccuracyMean),
            ("right in both orders", f => f.BothRight),
            ("same verdict in both orders", f => f.Consistency),
            ("prefers the first shown", f => f.FirstShownPreference),
            ("net vote accuracy", f => f.NetVoteAccuracy),
        ])
        {
            if (subjects.Any(s => of(s.Figures) is not null))
            {
                table.AddRow([name, .. subjects.Select(s => FigureText.Share(of(s.Figures)))]);
            }
        }

        console.Write(table);
    }

    private static void Write(IAnsiConsole console, LengthControl length, Estimate? raw)
    {
        console.MarkupLine($"  Prefers the longer of two in {FigureText.Share(length.PrefersLonger)}{(length.GoldPrefersLonger is { } gold ? $"; the true answers do in {FigureText.Share(gold)}" : "")}");
        console.MarkupLine(length.WinRate switch
        {
            Measured.Known known => $"  The first output wins {FigureText.Share(raw)}, at equal length {FigureText.Share(known.Value)}",
            Measured.Undefined undefined => $"  [grey]No length-controlled win rate: {Markup.Escape(undefined.Reason)}[/]",
            _ => "",
        });
    }

    public static void Write(IAnsiConsole console, BradleyTerry ranking, IReadOnlyList<SystemPair> pairs)
    {
        console.WriteLine();
        console.MarkupLine("[bold]Systems[/] [grey](log-odds against the average one)[/]");
        if (ranking.Reason is { } reason)
        {
            console.MarkupLine($"  [yellow]No ranking: {Markup.Escape(reason)}[/]");
        }
        else
        {
            var table = new Table { Border = TableBorder.Simple };
            table.AddColumns("system", "rating", "comparisons");
            foreach ((string system, Estimate rating) in ranking.Ratings)
            {
                table.AddRow(FigureText.Safe(system), FigureText.Of(rating), FigureText.Count(rating.N));
            }

            console.Write(table);
        }

        foreach (SystemPair pair in pairs.Take(30))
        {
            string controlled = pair.Length?.WinRate.Estimate is { } rate ? $", at equal length {FigureText.Share(rate)}" : "";
            console.MarkupLine($"  {FigureText.Safe(pair.A)} against {FigureText.Safe(pair.B)}: wins {FigureText.Share(pair.WinRate)}{controlled} [grey]n {FigureText.Count(pair.N)}[/]");
        }
    }
}
