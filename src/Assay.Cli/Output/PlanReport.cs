using System.Globalization;
using Assay.Scoring.Judging;
using Assay.Scoring.Running;
using Spectre.Console;

namespace Assay.Cli.Output;

/// <summary>What a run would ask and cost, for people and for scripts.</summary>
internal static class PlanReport
{
    public static void Write(IAnsiConsole console, RunPlan plan, Judge judge, decimal? budgetUsd)
    {
        console.MarkupLine($"[bold]{Markup.Escape(judge.Name)}[/]  [grey]{Markup.Escape(judge.Model.ToString())} · judge version {judge.Version} · nothing was asked or written[/]");
        console.MarkupLine($"{Count(plan.Responses)} responses: {Count(plan.Decided)} decided already, {Count(plan.Skipped)} left out by the sample, {Count(plan.Checked)} unscored by checks");
        console.MarkupLine($"[bold]{Count(plan.Calls)} calls[/] to make; {Count(plan.Cached)} more are answered by the cache (worth {Usd(plan.CacheSavesUsd)}), {Count(plan.Shared)} by calls for equal questions");
        if (plan.LaterCalls > 0)
        {
            console.MarkupLine($"up to {Count(plan.LaterCalls)} more by later stages of the panel, for what the first leaves open: only the most it can cost counts them");
        }

        console.MarkupLine($"about {Count(plan.InputTokens)} tokens in, {Count(plan.OutputTokens)} out: about [bold]{Usd(plan.UsualUsd)}[/], at most {Usd(plan.WorstUsd)} without retries");
        if (plan.WithoutTexts > 0)
        {
            console.MarkupLine($"{Count(plan.WithoutTexts)} cannot be judged: their texts were not kept, content is off");
        }

        if (budgetUsd is { } budget && budget < plan.UsualUsd)
        {
            console.MarkupLine($"[yellow]The budget of {Usd(budget)} will probably not last: what is left over stays owed.[/]");
        }
    }

    public static string Json(RunPlan plan, Judge judge) => JsonLine.Write(json =>
    {
        json.WriteBoolean("dry_run", true);
        json.WriteNumber("responses", plan.Responses);
        json.WriteNumber("decided", plan.Decided);
        json.WriteNumber("not_sampled", plan.Skipped);
        json.WriteNumber("unscored_by_checks", plan.Checked);
        json.WriteNumber("without_texts", plan.WithoutTexts);
        json.WriteNumber("cached", plan.Cached);
        json.WriteNumber("shared", plan.Shared);
        json.WriteNumber("calls", plan.Calls);
        json.WriteNumber("later_calls", plan.LaterCalls);
        json.WriteNumber("input_tokens", plan.InputTokens);
        json.WriteNumber("output_tokens", plan.OutputTokens);
        json.WriteNumber("cost_usd", plan.UsualUsd);
        json.WriteNumber("worst_case_usd", plan.WorstUsd);
        json.WriteNumber("saved_by_cache_usd", plan.CacheSavesUsd);
        json.WriteString("judge", judge.Name);
        json.WriteString("judge_version", judge.Version);
        json.WriteString("model", judge.Model.ToString());
    });

    private static string Count(long value) => value.ToString("N0", CultureInfo.InvariantCulture);

    private static string Usd(decimal value) => $"${value.ToString("0.00####", CultureInfo.InvariantCulture)}";
}
