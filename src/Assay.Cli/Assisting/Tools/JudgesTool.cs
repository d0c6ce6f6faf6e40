using System.Text.Json;
using Assay.Gating.History;
using Assay.Scoring.Running;
using Assay.Scoring.Serving;
using Assay.Surfacing;

namespace Assay.Cli.Assisting.Tools;

/// <summary>What there is to ask about.</summary>
internal static class JudgesTool
{
    private const int MostReleases = 30;

    public static readonly AssistantTool Tool = new()
    {
        Name = "judges",
        Description = "What can be asked about: the judges with their versions, models and criteria, the fields that figures can be split by, the releases, and the runs of files. Ask this first.",
        AnswerAsync = AnswerAsync,
    };

    private static async Task AnswerAsync(ToolQuestion asked, Utf8JsonWriter json, CancellationToken cancellationToken)
    {
        IReadOnlyList<Rollup> all = await asked.Ledger.RollupsAsync(new RollupQuery(DateTimeOffset.UnixEpoch, asked.Now), cancellationToken);
        json.WriteStartArray("judges");
        foreach (StoredJudgeVersion version in (await asked.Ledger.JudgeVersionsAsync(cancellationToken)).Reverse())
        {
            Rollup? rollup = all.FirstOrDefault(r => r.Judge == version.Name && r.JudgeVersion == version.Version);
            json.WriteStartObject();
            json.Name("judge", version.Name);
            json.WriteString("judge_version", version.Version);
            json.Name("model", JsonElement.Parse(version.Definition).TryGetProperty("model", out JsonElement model) ? model.GetString() : null);
            json.WriteNumber("scored", rollup?.Scored ?? 0);
            json.WriteStartArray("criteria");
            foreach (ScoreHistogram scores in rollup?.Scores ?? [])
            {
                json.WriteStartObject();
                json.Name("criterion", scores.Criterion);
                json.WriteString("scale", FormattableString.Invariant($"{scores.Min}-{scores.Max}"));
                json.WriteEndObject();
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteString("versions", "Scores of two versions of a judge cannot be compared, and are never averaged together.");
        json.WriteStartArray("fields");
        foreach (string field in await asked.FieldsAsync(cancellationToken))
        {
            json.WriteStringValue(HarmlessText.Line(field, 200));
        }

        json.WriteEndArray();
        json.WriteStartArray("releases");
        Dictionary<string, long> scored = (await asked.Ledger.RollupsAsync(new RollupQuery(DateTimeOffset.UnixEpoch, asked.Now) { By = Releases.Field, OutcomesOnly = true }, cancellationToken))
            .Where(r => r.Value is not null).GroupBy(r => r.Value!).ToDictionary(g => g.Key, g => g.Sum(r => r.Scored), StringComparer.Ordinal);
        foreach ((string release, DateTimeOffset begin) in (await Releases.ReadAsync(asked.Ledger, judge: null, asked.Now, cancellationToken)).Reverse().Take(MostReleases))
        {
            json.WriteStartObject();
            json.Name("release", release);
            json.WriteString("first_seen", begin.UtcDateTime);
            if (scored.TryGetValue(release, out long count))
            {
                json.WriteNumber("scored", count);
            }

            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteStartArray("runs");
        foreach (StoredRun run in await asked.Ledger.Gates.RunsAsync(new RunQuery { AtMost = MostReleases }, cancellationToken))
        {
            json.WriteStartObject();
            json.WriteNumber("run", run.Key.Run);
            json.Name("what", run.Description);
            json.WriteString("started_at", run.StartedAt.UtcDateTime);
            json.WriteNumber("responses", run.Responses);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }
}
