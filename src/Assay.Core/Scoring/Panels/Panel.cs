using System.Security.Cryptography;
using System.Text.Json;
using Assay.Scoring.Judging;
using Assay.Scoring.Sampling;

namespace Assay.Scoring.Panels;

/// <summary>Several judges that come to one verdict: a jury, or a cascade. What is asked first stands first.</summary>
public sealed record Panel
{
    public required PanelKind Kind { get; init; }

    /// <summary>All who may be asked, each once.</summary>
    public required IReadOnlyList<Voter> Voters { get; init; }

    public required IReadOnlyList<PanelStage> Stages { get; init; }

    /// <summary>What a stage must be to decide; null: the last one does.</summary>
    public Escalation? Escalation { get; init; }

    /// <summary>Every stage is asked, also where an earlier one decides: for gold. No part of the version, for it changes no verdict.</summary>
    public bool AsksAll { get; init; }

    /// <summary>What no stage decides is put in the queue of people.</summary>
    public bool AsksPeople { get; init; }

    /// <summary>What no stage decides ends unscored; else with the verdict of the last stage.</summary>
    public bool LeavesUnscored { get; init; }

    /// <summary>The last stage decides, however certain it is.</summary>
    public bool LastDecides => Escalation is null || (!AsksPeople && !LeavesUnscored);

    /// <summary>What whoever starts it must know, in sentences.</summary>
    public IReadOnlyList<string> Notes { get; init; } = [];

    /// <summary>The judges that are asked, each once.</summary>
    public IReadOnlyList<Judge> Judges => [.. Voters.Select(v => v.Judge).DistinctBy(j => j.Version)];

    /// <summary>What a stage does, 16 hex digits: who is asked, and how their verdicts become one.</summary>
    public string VersionOf(PanelStage stage)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer))
        {
            WriteStage(json, stage, hasCertainty: true);
        }

        return Convert.ToHexStringLower(SHA256.HashData(buffer.ToArray()))[..16];
    }

    /// <summary>Everything that can change a verdict.</summary>
    public void WriteDefinition(Utf8JsonWriter json)
    {
        json.WriteStartObject("panel");
        json.WriteString("kind", Kind.ToSnakeCase());
        json.WriteStartArray("stages");
        foreach (PanelStage stage in Stages)
        {
            // Where nothing goes by how certain a stage is, it changes no verdict.
            WriteStage(json, stage, Escalation is Escalation.Certified);
        }

        json.WriteEndArray();
        Escalation?.WriteDefinition(json);
        if (LeavesUnscored)
        {
            json.WriteString("leave", UnscoredReason.Undecided.ToSnakeCase());
        }

        json.WriteEndObject();
    }

    private void WriteStage(Utf8JsonWriter json, PanelStage stage, bool hasCertainty)
    {
        json.WriteStartObject();
        json.WriteStartArray("voters");
        foreach (Voter voter in stage.Voters.Select(v => Voters[v]))
        {
            json.WriteStringValue(FormattableString.Invariant($"{voter.Judge.Version}/{voter.Sample}"));
        }

        json.WriteEndArray();
        stage.Rule.WriteDefinition(json);
        json.WriteNumber("quorum", stage.Quorum);
        if (hasCertainty && stage.Voters.Any(v => Voters[v].Judge.Scores == ScoreReading.Weighted))
        {
            json.WriteString("certainty", StageCertainty.ByProbabilityVersion);
        }

        json.WriteEndObject();
    }
}
