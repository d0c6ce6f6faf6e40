using System.Globalization;
using System.Text.Json;
using Assay.Scoring.Batching;
using Assay.Scoring.Judging;
using Spectre.Console;

namespace Assay.Cli.Output;

/// <summary>Batches, for people and for scripts.</summary>
internal static class BatchesText
{
    public static void Write(IAnsiConsole console, IReadOnlyList<HeldBatch> batches, DateTimeOffset now)
    {
        if (batches.Count == 0)
        {
            console.MarkupLine("No batches. `assay run --lane batch`, or a judge with `lane: batch`, sends some.");
            return;
        }

        var table = new Table().Border(TableBorder.Simple).BorderColor(Color.Grey);
        table.AddColumns(new TableColumn("batch"), new TableColumn("judge"), new TableColumn("state"), new TableColumn("age"), new TableColumn("asked").RightAligned(), new TableColumn("answered").RightAligned(), new TableColumn("fell back").RightAligned(), new TableColumn("holds").RightAligned(), new TableColumn("at its provider"));
        foreach (HeldBatch batch in batches)
        {
            table.AddRow(
                batch.Token, Safe(batch.Judge), State(batch), Age((batch.SettledAt ?? now) - batch.BegunAt), Count(batch.Items), Count(batch.Answered), Count(batch.Unanswered), Usd(batch.HeldUsd), Safe(batch.ProviderId ?? "not known"));
        }

        console.Write(table);
    }

    public static void Write(IAnsiConsole console, HeldBatch batch, DateTimeOffset now)
    {
        console.MarkupLine($"[bold]{batch.Token}[/]  {State(batch)}  [grey]{Safe(batch.Judge)} · {Safe(batch.Model)} · judge version {Safe(batch.JudgeVersion)}[/]");
        console.MarkupLine($"at its provider: {Safe(batch.ProviderId ?? "not known")} [grey]({Safe(batch.Endpoint)})[/]");
        console.MarkupLine($"begun {Time(batch.BegunAt)}, {Age(now - batch.BegunAt)} ago{At("submitted", batch.SubmittedAt)}{At("cancel asked", batch.CancelAskedAt)}{At("ended", batch.EndedAt)}{At("settled", batch.SettledAt)}");
        if (batch.Deadline is { } deadline)
        {
            console.MarkupLine($"deadline {Time(deadline)}");
        }

        console.MarkupLine($"{Count(batch.Items)} questions asked: {Count(batch.Answered)} answered, {Count(batch.Unanswered)} fell back to the live lane, {Count(batch.Waiting)} wait");
        console.MarkupLine($"results that were not asked for: {Count(batch.Foreign)} of other ids, {Count(batch.Duplicates)} twice");
        console.MarkupLine($"reserved {Usd(batch.ReservedUsd)}, holds {Usd(batch.HeldUsd)}");
        if (batch.Error is { } error)
        {
            console.MarkupLine($"[yellow]{Safe(error)}[/]");
        }
    }

    public static string Json(IReadOnlyList<HeldBatch> batches, DateTimeOffset now) => JsonLine.Write(json =>
    {
        json.WriteStartArray("batches");
        foreach (HeldBatch batch in batches)
        {
            json.WriteStartObject();
            Members(json, batch, now);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    });

    public static void Members(Utf8JsonWriter json, HeldBatch batch, DateTimeOffset now)
    {
        json.WriteString("batch", batch.Token);
        json.WriteString("state", batch.State.ToSnakeCase());
        json.WriteString("provider_id", batch.ProviderId);
        json.WriteString("judge", batch.Judge);
        json.WriteString("judge_version", batch.JudgeVersion);
        json.WriteString("model", batch.Model);
        json.WriteString("endpoint", batch.Endpoint);
        json.WriteNumber("run", batch.Run.Run);
        json.WriteString("begun_at", batch.BegunAt.UtcDateTime);
        json.WriteNumber("age_seconds", Math.Round(((batch.SettledAt ?? now) - batch.BegunAt).TotalSeconds, 3));
        foreach ((string name, DateTimeOffset? time) in new[] { ("submitted_at", batch.SubmittedAt), ("cancel_asked_at", batch.CancelAskedAt), ("ended_at", batch.EndedAt), ("settled_at", batch.SettledAt), ("deadline_at", batch.Deadline) })
        {
            if (time is { } known)
            {
                json.WriteString(name, known.UtcDateTime);
            }
        }

        json.WriteNumber("items", batch.Items);
        json.WriteNumber("answered", batch.Answered);
        json.WriteNumber("unanswered", batch.Unanswered);
        json.WriteNumber("waiting", batch.Waiting);
        json.WriteNumber("foreign_results", batch.Foreign);
        json.WriteNumber("duplicate_results", batch.Duplicates);
        json.WriteNumber("reserved_usd", batch.ReservedUsd);
        json.WriteNumber("held_usd", batch.HeldUsd);
        json.WriteString("error", batch.Error);
    }

    private static string State(HeldBatch batch) => batch is { State: HeldBatchState.Submitted, CancelAskedAt: not null } ? "cancelling" : batch.State.ToSnakeCase();

    private static string At(string what, DateTimeOffset? time) => time is { } known ? $", {what} {Time(known)}" : "";

    private static string Time(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss'Z'", CultureInfo.InvariantCulture);

    private static string Age(TimeSpan age) => age switch
    {
        { TotalHours: >= 48 } => string.Create(CultureInfo.InvariantCulture, $"{age.TotalDays:0} days"),
        { TotalMinutes: >= 120 } => string.Create(CultureInfo.InvariantCulture, $"{age.TotalHours:0} h"),
        { TotalSeconds: >= 120 } => string.Create(CultureInfo.InvariantCulture, $"{age.TotalMinutes:0} min"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{Math.Max(0, age.TotalSeconds):0} s"),
    };

    private static string Count(long value) => value.ToString("N0", CultureInfo.InvariantCulture);

    private static string Usd(decimal value) => $"${value.ToString("0.00####", CultureInfo.InvariantCulture)}";

    private static string Safe(string text) => Markup.Escape(TerminalText.Clean(text));
}
