using System.Text.Json;
using Assay.Configuring;
using Assay.Scoring.Judging;
using Assay.Scoring.Running;
using Assay.Server.Dashboard.Pages;
using Assay.Surfacing;

namespace Assay.Cli.Assisting.Tools;

/// <summary>One response: what was said, what every judge made of it, and how.</summary>
internal static class ResponseTool
{
    private const int Longest = 6_000;
    private const int LongestPart = 1_500;
    private const int MostParts = 10;

    public static readonly AssistantTool Tool = new()
    {
        Name = "response",
        Description = "One response by its id: what was said, every judge's scores with reasons, or why it was not judged, every call with its result and cost, and how many revisions it has.",
        Parameters = [new ToolParameter("id", "The response's id.") { IsRequired = true }],
        AnswerAsync = AnswerAsync,
    };

    private static async Task AnswerAsync(ToolQuestion asked, Utf8JsonWriter json, CancellationToken cancellationToken)
    {
        string id = asked.Text("id")!;
        if (await asked.Ledger.TrailAsync(id, cancellationToken) is not { } trail)
        {
            IReadOnlyList<string> similar = await asked.Ledger.SimilarIdsAsync(id, cancellationToken);
            throw new ConfigurationException($"there is no response `{HarmlessText.Line(id, 80)}`."
                + (similar.Count > 0 ? $" Similar ids: {string.Join(", ", similar.Select(s => HarmlessText.Line(s, 80)))}." : " `responses` lists ids."));
        }

        Trail.Revision last = trail.Revisions[^1];
        json.WriteString("id", HarmlessText.Clean(trail.Id));
        json.WriteNumber("revisions", trail.Revisions.Count);
        json.WriteString("received_at", last.ReceivedAt.UtcDateTime);
        WriteSaid(json, ResponseText.Of(last.Body));
        json.WriteStartArray("judgments");
        foreach (Trail.Judgment judgment in last.Judgments.Take(MostParts))
        {
            Write(json, judgment);
        }

        json.WriteEndArray();
    }

    private static void WriteSaid(Utf8JsonWriter json, ResponseText said)
    {
        json.WriteStartArray("conversation_before");
        foreach ((string role, string content) in said.Conversation.TakeLast(MostParts))
        {
            json.WriteStartObject();
            json.Name("role", role);
            json.Text("content", content, LongestPart);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.Text("input", said.Input, Longest);
        json.Text("output", said.Output, Longest);
        json.Text("compared_with", said.Rival, Longest);
        json.Text("reference", said.Reference, LongestPart);
        json.WriteStartArray("context");
        foreach (string passage in said.Context.Take(MostParts))
        {
            json.WriteStringValue(HarmlessText.Block(passage, LongestPart));
        }

        json.WriteEndArray();
        json.WriteStartArray("fields");
        foreach ((string name, string value) in said.Fields.Take(4 * MostParts))
        {
            json.WriteStartObject();
            json.Name("name", name);
            json.Name("value", value);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void Write(Utf8JsonWriter json, Trail.Judgment judgment)
    {
        ResultRow row = judgment.Result;
        json.WriteStartObject();
        json.Name("judge", row.Judge);
        json.WriteString("judge_version", row.JudgeVersion);
        json.Name("model", judgment.Model);
        json.WriteString("outcome", row.Outcome.ToSnakeCase());
        if (row.Reason is { } reason)
        {
            json.Name("reason", reason);
        }

        json.Text("detail", row.Detail, LongestPart);
        if (row.Outcome == OutcomeState.Unscored)
        {
            json.WriteString("what_to_do", ReasonAdvice.For(row.Reason ?? ""));
        }

        if (row.Overall is { } overall)
        {
            json.WriteNumber("overall", overall);
        }

        ScoresJson.Write(json, row, LongestPart);
        json.Text("raw_reply", row.RawReply, LongestPart);
        if (judgment.NextTryAt is { } next)
        {
            json.WriteString("not_before", next.UtcDateTime);
        }

        json.WriteNumber("cost_usd", row.CostUsd);
        json.WriteStartArray("calls");
        foreach (Attempt attempt in judgment.Attempts.TakeLast(MostParts))
        {
            json.WriteStartObject();
            json.WriteString("at", attempt.StartedAt.UtcDateTime);
            json.WriteString("result", attempt.Result.ToSnakeCase());
            json.Text("error", attempt.Error, LongestPart / 3);
            json.WriteNumber("cost_usd", attempt.CostUsd);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }
}
