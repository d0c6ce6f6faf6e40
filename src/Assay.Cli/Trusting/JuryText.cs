using Assay.Calibrating.Juries;
using Assay.Scoring.Judging;
using Assay.Surfacing;
using Spectre.Console;

namespace Assay.Cli.Trusting;

/// <summary>A jury, for people.</summary>
internal static class JuryText
{
    public static void Write(IAnsiConsole console, JuryReport report)
    {
        console.MarkupLine($"[bold]{report.Members.Count} judges on {FigureText.Count(report.N)} items[/]{(report.Errors.EffectiveJudges is { } effective ? $", worth {effective.ToString("0.0", System.Globalization.CultureInfo.InvariantCulture)} independent ones" : "")}{(report.Errors.Mean is { } mean ? $" [grey](errors correlate by {FigureText.Number(mean)})[/]" : "")}");
        var members = new Table { Border = TableBorder.Simple };
        members.AddColumns("member", "right", "weight", "majority without it");
        foreach (JuryReport.Member member in report.Members)
        {
            members.AddRow(FigureText.Safe(member.Name), FigureText.Share(member.Accuracy), FigureText.Number(member.Weight), FigureText.Share(member.WithoutIt));
        }

        console.Write(members);
        var rules = new Table { Border = TableBorder.Simple };
        rules.AddColumns("together by", "right");
        foreach ((JuryRule rule, Estimate accuracy) in report.Rules)
        {
            rules.AddRow(FigureText.Name(rule.ToSnakeCase()), FigureText.Share(accuracy));
        }

        console.Write(rules);
        console.MarkupLine($"  All say the same: right in {FigureText.Share(report.Unanimous)}; they do not: {FigureText.Share(report.Split)}");
        (string name, JuryRule best, Difference gain) = report.BestMember;
        console.MarkupLine($"  {FigureText.Name(best.ToSnakeCase())} against {FigureText.Safe(name)} alone: {FigureText.Percent(gain.Value)}{(gain is { Low: { } low, High: { } high } ? $" [grey][[{FigureText.Percent(low)}, {FigureText.Percent(high)}]][/]" : "")}");
        foreach ((string a, string b, Calibrating.Statistic value) in report.Errors.Pairs.Where(p => p.Value.IsDefined).OrderByDescending(p => p.Value.Value).Take(10))
        {
            console.MarkupLine($"  [grey]errors of {FigureText.Safe(a)} and {FigureText.Safe(b)} correlate by {FigureText.Number(value.Value)}[/]");
        }
    }
}
