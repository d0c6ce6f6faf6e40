using Assay.Calibrating;
using Assay.Calibrating.Pairwise;
using Assay.Cli.Trusting;
using Assay.Scoring.Running;
using Spectre.Console;

namespace Assay.Cli.Output;

/// <summary>What a judge said of pairs, for people: who wins, and how steady the judge was.</summary>
internal static class PairsText
{
    public static void Write(IAnsiConsole console, PairwiseReport? pairs, RunAccount account)
    {
        if (pairs is null)
        {
            console.MarkupLine(account.Accepted == 0 ? "[grey]There was nothing to compare.[/]" : "[grey]No pair has a verdict.[/]");
            return;
        }

        WriteWins(console, pairs);
        console.MarkupLine($"  {Steadiness(pairs)}");
        if (pairs.All.FirstShownPreference is { } shown)
        {
            (int first, int second, double p) = pairs.All.Position;
            console.MarkupLine($"  first shown preferred in {FigureText.Share(shown)}; in both orders {FigureText.Count(first)} times, second shown {FigureText.Count(second)} times {(p < 0.05 ? $"[yellow](McNemar p {FigureText.Number(p)}: a preference for a place)[/]" : $"[grey](McNemar p {FigureText.Number(p)})[/]")}");
        }

        if (pairs.All.AccuracyMean is { } accuracy)
        {
            console.MarkupLine($"  right, where the answer is known: {FigureText.Share(accuracy)}; in both orders {FigureText.Share(pairs.All.BothRight)}");
        }

        if (pairs.Ranking is { } ranking && pairs.Systems.Count > 1)
        {
            PairwiseText.Write(console, ranking, pairs.Systems);
        }

        console.WriteLine();
    }

    /// <summary>In how many pairs both orders agreed, as one line.</summary>
    public static string Steadiness(PairwiseReport pairs) =>
        string.Join("; ", ((string?[])
        [
            pairs.All.Consistency is { } same ? $"same verdict in both orders in {FigureText.Share(same)}; {FigureText.Count(pairs.All.Conflicts)} that changed with the order count as ties" : null,
            pairs.Identical > 0 ? $"{FigureText.Count(pairs.Identical)} with the same text on both sides are ties, and nobody was asked" : null,
        ]).OfType<string>());

    /// <summary>Of one pair of systems; where there are more, each pair has its own line.</summary>
    private static void WriteWins(IAnsiConsole console, PairwiseReport pairs)
    {
        if (pairs.Systems.Count > 1)
        {
            console.MarkupLine($"{FigureText.Count(pairs.All.Items)} comparisons of {FigureText.Count(pairs.Systems.SelectMany(s => (string[])[s.A, s.B]).Distinct().Count())} systems");
            return;
        }

        (int wins, int ties, int losses) = pairs.Outcomes;
        console.MarkupLine($"[bold]{First(pairs)}[/] wins {FigureText.Count(wins)}, ties {FigureText.Count(ties)}, loses {FigureText.Count(losses)}: win rate [bold]{FigureText.Share(pairs.WinRate)}[/]");
        if (pairs.Length is { } length)
        {
            console.MarkupLine(length.WinRate switch
            {
                Measured.Known known => $"  at equal length {FigureText.Share(known.Value)}; the longer of two is preferred in {FigureText.Share(length.PrefersLonger)}",
                Measured.Undefined undefined => $"  [grey]no length-controlled win rate: {Markup.Escape(undefined.Reason)}[/]",
                _ => "",
            });
        }
    }

    private static string First(PairwiseReport pairs) => pairs.FirstSystem is { } system ? FigureText.Safe(system) : "the first output";
}
