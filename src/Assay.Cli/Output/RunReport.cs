using System.Globalization;
using Assay.Cli.Running;
using Assay.Scoring.Batching;
using Assay.Scoring.Judging;
using Assay.Scoring.Running;
using Assay.Scoring.Sampling;
using Assay.Surfacing;
using Spectre.Console;

namespace Assay.Cli.Output;

/// <summary>The account of a run, for people.</summary>
internal static class RunReport
{
    private const int MinimumN = 30;
    private const string Indent = "        ";
    private const string Bars = "▁▂▃▄▅▆▇█";

    public static void Write(IAnsiConsole console, RunResult result, Judge judge)
    {
        RunAccount account = result.Account;
        console.WriteLine();
        console.MarkupLine($"[bold]{Safe(judge.Name)}[/]  [grey]{Safe(judge.Model.ToString())} · rubric {Safe(judge.Rubric.Name)}{(judge.IsPairwise ? ", pairwise" : "")} · judge version {judge.Version}[/]");
        if (judge.Model.IsHeuristic)
        {
            console.MarkupLine("[yellow]Heuristic scores: no model was asked. They show that the pipeline works, not how good the answers are.[/]");
        }

        console.WriteLine();
        if (judge.IsPairwise)
        {
            PairsText.Write(console, result.Pairs, account);
        }
        else
        {
            WriteScores(console, account);
        }

        foreach ((string slice, IReadOnlyDictionary<string, ScoreHistogram> values) in account.Slices)
        {
            WriteSlice(console, slice, values);
        }

        WriteSamples(console, account, judge);
        WriteLedger(console, account, result.Took);
        WriteSavings(console, result);
        if (account.Panel is { } panel)
        {
            PanelText.Write(console, panel, judge.Panel?.Notes ?? []);
        }

        WriteOtherModels(console, account, judge);
        WriteLowest(console, result.Lowest);
        WriteUnscored(console, account, result);
        WriteEnd(console, result);
    }

    private static void WriteScores(IAnsiConsole console, RunAccount account)
    {
        Table table = NewTable("criterion", "mean", "95 % interval", "n", "scale", "distribution");
        // With one criterion, its score is the overall score: one row says both.
        foreach (ScoreHistogram score in account.Scores.Skip(account.Scores.Count == 2 ? 1 : 0))
        {
            AddRow(table, score.Criterion, score, string.Create(CultureInfo.InvariantCulture, $"{score.Min}-{score.Max}"));
        }

        console.Write(table);
    }

    private static void WriteSamples(IAnsiConsole console, RunAccount account, Judge judge)
    {
        if (GivenUpText.Of(account.GivenUp) is { } givenUp)
        {
            console.MarkupLine($"[yellow]To make the budget last, {givenUp}.[/]");
        }

        foreach (SampledCriterion sampled in account.Samples)
        {
            bool isWeighted = judge.Scores == ScoreReading.Weighted;
            console.MarkupLine($"[grey]{Safe(sampled.Criterion)}: {Count(sampled.Taken)} samples"
                + (sampled.WithinItemSd is { } deviation ? $", sd within a response {Number(deviation)}" : "")
                + (sampled.Unreadable > 0 ? $", {Count(sampled.Unreadable)} could not be read" : "")
                + (isWeighted && sampled.LowMass > 0 ? $", {Count(sampled.LowMass)} with too little of the probability on the scale count as they stand" : "")
                + (isWeighted && sampled.WithoutMass > 0 ? $", {Count(sampled.WithoutMass)} without probabilities count as they stand" : "") + "[/]");
        }
    }

    private static void WriteSlice(IAnsiConsole console, string slice, IReadOnlyDictionary<string, ScoreHistogram> values)
    {
        Table table = NewTable($"by {slice}", "mean", "95 % interval", "n", "scale", "distribution");
        foreach ((string value, ScoreHistogram score) in values.OrderByDescending(v => v.Value.Mean()?.Mean))
        {
            AddRow(table, value, score, string.Create(CultureInfo.InvariantCulture, $"{score.Min}-{score.Max}"));
        }

        console.Write(table);
    }

    private static void AddRow(Table table, string name, ScoreHistogram score, string scale)
    {
        if (score.Mean() is not { } mean)
        {
            table.AddRow(Safe(name), "[grey]nothing scored[/]", "", "0", scale, "");
            return;
        }

        // Few values say little: the row is greyed, not hidden.
        string style = mean.N < MinimumN ? "grey" : "default";
        string interval = mean is { Low: { } low, High: { } high } ? $"{Number(low)} to {Number(high)}" : "none";
        table.AddRow(
            $"[{style}]{Safe(name)}[/]", $"[{style}]{Number(mean.Mean)}[/]", $"[{style}]{interval}[/]",
            $"[{style}]{Count(mean.N)}[/]", scale, Distribution(score));
    }

    private static void WriteLedger(IAnsiConsole console, RunAccount account, TimeSpan took)
    {
        string coverage = account.Coverage is { } share ? $" · coverage {(share * 100).ToString("0.##", CultureInfo.InvariantCulture)} %" : "";
        console.MarkupLine(
            $"{Count(account.Accepted)} accepted = [bold]{Count(account.Scored)} scored[/] + {Count(account.UnscoredTotal)} unscored + "
            + $"{Count(account.SkippedTotal)} skipped + {Count(account.Owed)} owed{(account.Balances ? "" : " [red]DOES NOT BALANCE[/]")}{coverage}");
        string troubles = string.Join(", ", account.AttemptsByResult.Where(r => r.Key != "read").Select(r => $"{Count(r.Value)} {r.Key.Replace('_', ' ')}"));
        console.MarkupLine(
            $"[grey]{Count(account.Calls)} calls, {Count(account.Attempts)} attempts{(troubles.Length > 0 ? $" ({troubles})" : "")} · "
            + $"{Usd(account.CostUsd)} · {Count(account.InputTokens)} tokens in{(account.CacheWriteTokens > 0 ? $" ({Count(account.CacheWriteTokens)} written to the prefix cache)" : "")}, {Count(account.OutputTokens)} out · "
            + $"{took.TotalSeconds.ToString("0.0", CultureInfo.InvariantCulture)} s[/]");
    }

    private static void WriteSavings(IAnsiConsole console, RunResult result)
    {
        RunAccount account = result.Account;
        var savings = new List<string>(3);
        if (account.Cached > 0)
        {
            savings.Add($"{Count(account.Cached)} verdicts from the cache ({Usd(account.CacheSavedUsd)})");
        }

        if (account.Shared > 0)
        {
            savings.Add($"{Count(account.Shared)} from calls shared by equal questions ({Usd(account.SharingSavedUsd)})");
        }

        if (result.PrefixSavedUsd > 0)
        {
            savings.Add($"{Count(account.CachedTokens)} tokens ({((double)account.CachedTokens / account.InputTokens).ToString("0 %", CultureInfo.InvariantCulture)} of the input) from the provider's prefix cache ({Usd(result.PrefixSavedUsd)})");
        }

        if (account.Lanes.TryGetValue(Lane.Batch, out LaneSums? batched))
        {
            savings.Add($"{Count(batched.Attempts)} answers from batches ({Usd(batched.CostUsd)} instead of {Usd(batched.CostUsd + result.BatchSavedUsd)} live)");
        }

        if (savings.Count > 0)
        {
            console.MarkupLine($"[grey]saved: {string.Join(", ", savings)}[/]");
        }

        if (result.CacheTrouble is { } trouble)
        {
            console.MarkupLine($"[yellow]The cache was of no use: {Safe(trouble)}[/]");
        }
    }

    /// <summary>A dated snapshot of the model asked is the same model; anything else must be seen.</summary>
    private static void WriteOtherModels(IAnsiConsole console, RunAccount account, Judge judge)
    {
        string[] asked = [.. (judge.Panel?.Judges ?? [judge]).Select(j => j.Model.Model)];
        foreach ((string model, long count) in account.Models.Where(m => !judge.Model.IsOffline && !asked.Any(a => m.Key.StartsWith(a, StringComparison.Ordinal))))
        {
            console.MarkupLine($"[yellow]{Count(count)} replies came from {Safe(model)}, not from {Safe(string.Join(" or ", asked))} that was asked.[/]");
        }
    }

    private static void WriteLowest(IAnsiConsole console, IReadOnlyList<ResultRow> lowest)
    {
        if (lowest.Count == 0)
        {
            return;
        }

        console.WriteLine();
        console.MarkupLine("[bold]Lowest scored[/]");
        foreach (ResultRow row in lowest)
        {
            string score = row.Overall is { } overall ? Number(overall) : string.Join(", ", row.Scores.Select(s => $"{s.Criterion} {Number(s.Score)}"));
            console.MarkupLine($"  [bold]{score}[/]  {Safe(row.Id)}");
            var worst = row.Scores.Where(s => s.Reason is not null).OrderBy(s => s.Score).FirstOrDefault();
            if (worst.Reason is { } reason)
            {
                string criterion = row.Scores.Count > 1 ? $"{TerminalText.Clean(worst.Criterion)} {Number(worst.Score)}: " : "";
                int room = Math.Max(40, console.Profile.Width - Indent.Length - criterion.Length - 2);
                console.MarkupLine($"{Indent}[grey]{Markup.Escape(criterion + TerminalText.Excerpt(reason, room))}[/]");
            }
        }
    }

    private static void WriteUnscored(IAnsiConsole console, RunAccount account, RunResult result)
    {
        if (account.Unscored.Count == 0)
        {
            return;
        }

        console.WriteLine();
        Table table = NewTable("unscored", "n", "what to do", "for example");
        foreach ((string reason, long count) in account.Unscored)
        {
            string examples = string.Join(", ", result.Failures.Where(f => f.Reason == reason).Take(2).Select(f => TerminalText.Excerpt(f.Id, 24)));
            table.AddRow(reason, Count(count), ReasonAdvice.For(reason), Markup.Escape(examples));
        }

        console.Write(table);
    }

    private static void WriteEnd(IAnsiConsole console, RunResult result)
    {
        ResultRow? look = result is { Lowest: [var low, ..] } ? low : result is { Failures: [var failure, ..] } ? failure : null;
        if (look is not null)
        {
            string store = result.Store == RunOptions.DefaultStore ? "" : $" --store {result.Store}";
            console.WriteLine();
            console.MarkupLine($"[grey]One response's whole trail:  assay why {Safe(look.Id)}{Safe(store)}[/]");
        }
    }

    private static string Distribution(ScoreHistogram score)
    {
        IReadOnlyList<long> bars = score.Bars();
        long most = bars.Max();
        return string.Concat(bars.Select(b => b == 0 ? ' ' : Bars[(int)Math.Round((double)b / most * (Bars.Length - 1))]));
    }

    private static Table NewTable(params string[] columns)
    {
        var table = new Table().Border(TableBorder.Simple).BorderColor(Color.Grey);
        foreach (string column in columns)
        {
            table.AddColumn(column is "mean" or "n" ? new TableColumn(column).RightAligned() : new TableColumn(column));
        }

        return table;
    }

    private static string Safe(string text) => Markup.Escape(TerminalText.Clean(text));

    private static string Number(double value) => value.ToString("0.00", CultureInfo.InvariantCulture);

    private static string Usd(decimal value) => $"${value.ToString("0.00####", CultureInfo.InvariantCulture)}";

    private static string Count(long value) => value.ToString("N0", CultureInfo.InvariantCulture);
}
