using System.Globalization;
using System.Text.Json;
using Assay.Configuring;
using Assay.Scoring.Judging;
using Assay.Scoring.Running;
using Assay.Scoring.Serving;
using Assay.Server.Dashboard.Pages;
using Assay.Surfacing;

namespace Assay.Cli.Assisting.Tools;

/// <summary>Which responses there are.</summary>
internal static class ResponsesTool
{
    private const int UsualRows = 20;
    private const int MostRows = 50;
    private const int Excerpt = 400;

    public static readonly AssistantTool Tool = new()
    {
        Name = "responses",
        Description = "Lists responses, newest first, each with its outcome and the beginning of what was said. Filters: judge, outcome (unscored: could not be judged), reason, slice, scores up to a bar, part of an id. For the worst ones with the judge's reasons, ask `worst_responses`.",
        Parameters =
        [
            ToolParameter.Judge, new ToolParameter("outcome", "Only these.") { Values = [.. Enum.GetValues<OutcomeState>().Select(s => s.ToSnakeCase())] },
            new ToolParameter("reason", "Only outcomes with this reason, such as unreadable or not_sampled."), ToolParameter.Slice,
            new ToolParameter("at_most", "Only overall scores up to this one.") { Number = (-1_000_000, 1_000_000) },
            new ToolParameter("id_contains", "Only ids that contain this."), ToolParameter.Limit(UsualRows, MostRows),
            new ToolParameter("before", "The `next` of an earlier answer, for the page behind it."),
        ],
        AnswerAsync = AnswerAsync,
    };

    private static async Task AnswerAsync(ToolQuestion asked, Utf8JsonWriter json, CancellationToken cancellationToken)
    {
        long? before = asked.Text("before") is not { } place ? null
            : long.TryParse(place, NumberStyles.None, CultureInfo.InvariantCulture, out long key) ? key
            : throw new ConfigurationException("`before` must be the `next` of an earlier answer.");
        OutcomeState? state = asked.Text("outcome") is { } outcome ? SnakeCase.Parse<OutcomeState>(outcome) : null;
        OutcomePage page = await asked.Ledger.ListAsync(
            new OutcomeQuery(asked.Text("judge"), state, asked.Text("reason"), asked.Slice() is ("release", var release) ? release : null, before, asked.Whole("limit", UsualRows))
            {
                Slice = asked.Slice() is { Field: not "release" } slice ? slice : null,
                AtMost = asked.Number("at_most"),
                Id = asked.Text("id_contains"),
                WithBody = true,
            }, cancellationToken);
        json.WriteStartArray("responses");
        foreach (OutcomeListing row in page.Rows)
        {
            var said = ResponseText.Of(row.Body!);
            json.WriteStartObject();
            json.WriteString("id", HarmlessText.Clean(row.Id));
            json.WriteString("received_at", row.ReceivedAt.UtcDateTime);
            json.Name("judge", row.Judge);
            json.WriteString("outcome", row.State.ToSnakeCase());
            json.Name("reason", row.Reason);
            if (row.Overall is { } overall)
            {
                json.WriteNumber("overall", overall);
            }

            json.Text("input", said.Input, Excerpt);
            json.Text("output", said.Output, Excerpt);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        if (page.Next is { } next)
        {
            json.WriteString("next", next.ToString(CultureInfo.InvariantCulture));
        }
    }
}
