using Assay.Calibrating;
using Assay.Calibrating.Correcting;
using Assay.Calibrating.Gates;
using Assay.Calibrating.Trusting;
using Spectre.Console;

namespace Assay.Cli.Trusting;

/// <summary>Whether a judge is right, for people.</summary>
internal static class TrustText
{
    private static readonly string[] Shown = ["accuracy", "cohen_kappa", "cohen_kappa_quadratic", "spearman", "mean_bias", "calibration_slope"];

    public static void Write(IAnsiConsole console, JudgeTrust trust, CorrectedPeriod? corrected, string range)
    {
        console.MarkupLine($"[bold]{FigureText.Safe(trust.Subject.Judge)}[/]  [grey]judge version {trust.Subject.JudgeVersion}[/]  {Tag(trust.Level)}{(trust.HasBars ? "" : " [grey](no bars are declared: its scores count all the same)[/]")}");
        foreach (CriterionTrust criterion in trust.Criteria)
        {
            console.MarkupLine($"{FigureText.Safe(criterion.Criterion)}: {FigureText.Count(criterion.Items)} labelled responses, {criterion.Raters.Count} {(criterion.Raters.Count == 1 ? "person" : "people")}  {Tag(criterion.Level)}");
            foreach (string reason in criterion.Reasons)
            {
                console.MarkupLine($"  [yellow]{Markup.Escape(reason)}[/]");
            }

            if (criterion.Items > 0)
            {
                FigureText.Table(console, [("judge", [.. criterion.Figures.Where(f => Shown.Contains(f.Name))])]);
                WriteBars(console, criterion.Standing.Checks);
            }

            if (criterion.ForKappa is { More: > 0 } needed)
            {
                console.MarkupLine($"  [grey]about {FigureText.Count(needed.More)} labels more give kappa within {FigureText.Number(needed.Wanted)} either way[/]");
            }

            if (corrected?.Of(criterion.Criterion) is { } mean)
            {
                console.MarkupLine($"  last {Markup.Escape(range)}: {Markup.Escape(mean.Sentence)}");
                foreach (string warning in mean.Warnings)
                {
                    console.MarkupLine($"  [grey]{Markup.Escape(warning)}[/]");
                }
            }
        }
    }

    private static void WriteBars(IAnsiConsole console, IReadOnlyList<GateCheck> checks)
    {
        foreach (GateCheck check in checks.Where(c => c.Found is not null))
        {
            console.MarkupLine($"  {(check.Passes switch { true => "[green]reached[/]", false => "[yellow]missed[/]", _ => "[grey]not held[/]" })}  {FigureText.Name(check.Name)} {FigureText.Of(check.Found)}, {Markup.Escape(check.Bar)}");
        }
    }

    private static string Tag(TrustLevel level) => level switch
    {
        TrustLevel.Trusted => "[green]trusted[/]",
        TrustLevel.Advisory => "[yellow]advisory[/]",
        _ => "[grey]unknown[/]",
    };
}
