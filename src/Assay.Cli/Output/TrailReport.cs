using System.Globalization;
using System.Text.Json;
using Assay.Collecting.Redaction;
using Assay.Scoring.Batching;
using Assay.Scoring.Judging;
using Assay.Scoring.Running;
using Assay.Scoring.Sampling;
using Assay.Surfacing;
using Spectre.Console;

namespace Assay.Cli.Output;

/// <summary>One response's trail, for people.</summary>
internal static class TrailReport
{
    public static void Write(IAnsiConsole console, Trail trail, MarkerCounts markers)
    {
        foreach (Trail.Revision revision in trail.Revisions)
        {
            console.WriteLine();
            string number = trail.Revisions.Count > 1 ? $"  [grey]revision {revision.Number} of {trail.Revisions.Count}[/]" : "";
            console.MarkupLine($"[bold]{Safe(trail.Id)}[/]{number}");
            WriteBody(console, revision);
            if (markers.Of(revision.Body) is { Count: > 0 } counts)
            {
                console.MarkupLine($"  [grey]redacted[/] {Safe(string.Join(", ", counts.Select(c => $"{c.Marker} {c.Count}")))}");
            }

            console.MarkupLine($"[grey]received {Time(revision.ReceivedAt)}[/]");
            foreach (Trail.Appearance appearance in revision.Appearances)
            {
                console.MarkupLine($"[grey]run {Time(appearance.StartedAt)}  {Safe(appearance.Run)}, from {Safe(appearance.Place)}[/]");
            }

            foreach (Trail.Judgment judgment in revision.Judgments)
            {
                WriteJudgment(console, judgment);
            }
        }
    }

    private static void WriteBody(IAnsiConsole console, Trail.Revision revision)
    {
        JsonElement response = JsonElement.Parse(revision.Body);
        if (revision.Content != ContentState.Kept)
        {
            console.MarkupLine($"  [grey]its text {(revision.Content == ContentState.NotKept ? "was not kept" : "is kept until it is judged")}: content is off[/]");
        }

        foreach (string field in revision.Content == ContentState.NotKept ? [] : (string[])["input", "output"])
        {
            string text = response.TryGetProperty(field, out JsonElement value) ? value.GetString() ?? "" : "";
            console.MarkupLine($"  [grey]{field,-7}[/] {(text.Length == 0 ? "[grey](empty)[/]" : Markup.Escape(TerminalText.Excerpt(text, 400)))}");
        }

        if (revision.Content != ContentState.NotKept && response.TryGetProperty("rival", out JsonElement rival))
        {
            console.MarkupLine($"  [grey]against[/] {Markup.Escape(TerminalText.Excerpt(rival.GetProperty("output").GetString() ?? "", 400))}");
        }

        if (response.TryGetProperty("release", out JsonElement release))
        {
            console.MarkupLine($"  [grey]release {Safe(release.GetString() ?? "")}[/]");
        }

        if (response.TryGetProperty("metadata", out JsonElement metadata))
        {
            console.MarkupLine($"  [grey]data    {Markup.Escape(TerminalText.Excerpt(metadata.GetRawText(), 200))}[/]");
        }
    }

    private static void WriteJudgment(IAnsiConsole console, Trail.Judgment judgment)
    {
        ResultRow row = judgment.Result;
        string state = row.Outcome switch
        {
            OutcomeState.Scored => $"[green]scored[/] {(row.Overall is { } overall ? Number(overall) : "")}",
            OutcomeState.Unscored => $"[yellow]unscored: {row.Reason}[/]",
            OutcomeState.Skipped => $"[grey]skipped: {row.Reason}[/]",
            _ => "[yellow]owed[/]",
        };
        console.WriteLine();
        console.MarkupLine($"[bold]{Safe(row.Judge)}[/]  {state}  [grey]{Safe(judgment.Model)} · judge version {row.JudgeVersion}{(judgment.DecidedAt is { } at ? $" · {Time(at)}" : "")}[/]");
        foreach (var score in row.Scores)
        {
            console.MarkupLine($"  {Safe(score.Criterion)} [bold]{Safe(score.Label ?? Number(score.Score))}[/]  {Safe(score.Reason ?? (row.IsUnkept ? "(the reason was not kept)" : "(no reason given)"))}");
            if (row.Samples.Where(s => s.Criterion == score.Criterion).ToList() is { Count: > 0 } samples)
            {
                console.MarkupLine($"    [grey]{(samples.Count == 1 ? "sample" : $"{samples.Count} samples")}: {Safe(SampleText.Of(samples))}[/]");
            }

            foreach (string quote in score.Evidence)
            {
                console.MarkupLine($"    [grey]\"{Safe(quote)}\"[/]");
            }
        }

        foreach (IGrouping<string, ScoreSample> samples in row.Outcome == OutcomeState.Unscored ? row.Samples.GroupBy(s => s.Criterion) : [])
        {
            console.MarkupLine($"    [grey]{Safe(samples.Key)}, samples: {Safe(SampleText.Of([.. samples]))}[/]");
        }

        if (judgment.WithheldSamples > 0)
        {
            console.MarkupLine($"    [grey]{Withheld(judgment.WithheldSamples)}[/]");
        }

        if (row.FailureCode is { } code)
        {
            console.MarkupLine($"  failure code [bold]{Safe(code)}[/]");
        }

        if (row.Detail is { } detail)
        {
            console.MarkupLine($"  {Safe(detail)}");
        }

        if (judgment.NextTryAt is { } next)
        {
            string why = judgment.Attempts.Count + judgment.Deaths > 0 ? "put off, and tried again" : "waits in case the conversation goes on, and is judged";
            console.MarkupLine($"  {why} after {Time(next)}");
        }

        if (judgment.Deaths > 0)
        {
            console.MarkupLine($"  [yellow]the service died {(judgment.Deaths == 1 ? "once" : $"{judgment.Deaths.ToString(CultureInfo.InvariantCulture)} times")} while this was being judged[/]");
        }

        if (row.Outcome == OutcomeState.Unscored)
        {
            console.MarkupLine($"  [grey]what to do: {ReasonAdvice.For(row.Reason!)}[/]");
        }

        if (row.RawReply is { } raw)
        {
            console.MarkupLine($"  [grey]the judge's reply:[/] {(raw.Length == 0 ? "[grey](empty)[/]" : Safe(raw))}");
        }

        if (row.Panel is { } panel)
        {
            console.MarkupLine(judgment.Rule is { } rule ? $"  [grey]{Safe(rule)}[/]" : "  [grey]what the judges of the panel said[/]");
            PanelText.Write(console, panel);
        }

        WriteAttempts(console, judgment);
    }

    private static string Withheld(int samples) => string.Create(CultureInfo.InvariantCulture, $"{samples} more {(samples == 1 ? "sample was" : "samples were")} not taken, to make the budget last");

    private static void WriteAttempts(IAnsiConsole console, Trail.Judgment judgment)
    {
        if (judgment.Attempts.Count == 0)
        {
            console.MarkupLine(judgment.Result.Outcome == OutcomeState.Owed ? "  [grey]not tried yet[/]" : "  [grey]decided without a call[/]");
            return;
        }

        int number = 0;
        foreach (Attempt attempt in judgment.Attempts)
        {
            string status = attempt.StatusCode is { } code ? $" {code}" : "";
            string error = attempt.Error is { } message ? $" · {Safe(TerminalText.Excerpt(message, 160))}" : "";
            string tokens = attempt.Error is null || attempt.InputTokens > 0
                ? string.Create(CultureInfo.InvariantCulture, $" · {attempt.InputTokens} tokens in{PrefixTokens.Of(attempt)}, {attempt.OutputTokens} out")
                : "";
            console.MarkupLine(string.Create(CultureInfo.InvariantCulture,
                $"  [grey]attempt {++number}  {Time(attempt.StartedAt)}  {(attempt.Member is { } member ? $"{Safe(member)}  " : "")}{(attempt.Lane == Lane.Batch ? "by batch  " : "")}{attempt.Duration.TotalMilliseconds:0} ms  {attempt.Result.ToSnakeCase()}{status} · {attempt.Form.ToSnakeCase()}{tokens} · ${attempt.CostUsd:0.######}{(attempt.Estimated ? " (estimated)" : "")}{error}[/]"));
        }
    }

    private static string Time(DateTimeOffset time) => time.ToString("yyyy-MM-dd HH:mm:ss'Z'", CultureInfo.InvariantCulture);

    private static string Safe(string text) => Markup.Escape(TerminalText.Clean(text));

    private static string Number(double value) => value.ToString("0.##", CultureInfo.InvariantCulture);
}
