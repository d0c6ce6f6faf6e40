using System.Text.Json;

namespace Assay.Gating.History;

/// <summary>Kept gates as JSON.</summary>
public static class HeldGateJson
{
    /// <summary>The members of one gate: its number and origin, then what it told when it was held.</summary>
    public static void Write(Utf8JsonWriter json, HeldGate gate)
    {
        json.WriteNumber("gate", gate.Number);
        json.WriteString("made_at", gate.MadeAt.UtcDateTime);
        if (gate.Origin.Branch is { } branch)
        {
            json.WriteString("branch", branch);
        }

        if (gate.Origin.Commit is { } commit)
        {
            json.WriteString("commit", commit);
        }

        foreach (JsonProperty member in JsonElement.Parse(gate.Report).EnumerateObject())
        {
            member.WriteTo(json);
        }
    }

    public static void WriteAll(Utf8JsonWriter json, IReadOnlyList<HeldGate> gates)
    {
        json.WriteStartArray("gates");
        foreach (HeldGate gate in gates)
        {
            json.WriteStartObject();
            Write(json, gate);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    public static void WritePins(Utf8JsonWriter json, IReadOnlyList<PinnedBaseline> pins)
    {
        json.WriteStartArray("pinned");
        foreach (PinnedBaseline pin in pins)
        {
            json.WriteStartObject();
            json.WriteString("name", pin.Name);
            json.WriteNumber("run", pin.Run);
            json.WriteString("pinned_at", pin.PinnedAt.UtcDateTime);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }
}
