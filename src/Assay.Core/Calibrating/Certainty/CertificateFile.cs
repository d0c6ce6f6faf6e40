using System.Text.Json;

namespace Assay.Calibrating.Certainty;

/// <summary>A cascade's certificate as a file keeps it: for the versions of the stages it was tested on.</summary>
/// <param name="Stages">Threshold: null where the stage never decides.</param>
public sealed record CertificateFile(CascadeGoal Goal, int Tested, double RiskBound, IReadOnlyList<(string Name, string Version, double? Threshold)> Stages)
{
    private const string Kind = "cascade_certificate";

    /// <param name="versions">Of the stages, in their order.</param>
    public static CertificateFile Of(CascadeGoal goal, CascadeCertificate certificate, IReadOnlyList<string> versions) => new(
        // A stage whose confidence says nothing decides everything that reaches it, or nothing.
        goal, certificate.Tested, certificate.RiskBound, [.. certificate.Stages.Select((s, i) => (s.Judge, versions[i], s.Threshold ?? (s.Share > 0 ? 0 : (double?)null)))]);

    public void Write(Utf8JsonWriter json)
    {
        json.WriteString("kind", Kind);
        json.WriteNumber("target", Goal.Target);
        json.WriteNumber("delta", Goal.Delta);
        json.WriteNumber("tested", Tested);
        json.WriteNumber("risk_bound", RiskBound);
        json.WriteStartArray("stages");
        foreach ((string name, string version, double? threshold) in Stages)
        {
            json.WriteStartObject();
            json.WriteString("stage", name);
            json.WriteString("stage_version", version);
            if (threshold is { } least)
            {
                json.WriteNumber("threshold", least);
            }

            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    /// <exception cref="FormatException">It is no certificate.</exception>
    public static CertificateFile Read(string text)
    {
        try
        {
            JsonElement json = JsonElement.Parse(text);
            if (json.GetProperty("kind").GetString() != Kind)
            {
                throw new FormatException("it holds something else");
            }

            return new CertificateFile(
                new CascadeGoal(json.GetProperty("target").GetDouble(), json.GetProperty("delta").GetDouble()), json.GetProperty("tested").GetInt32(), json.GetProperty("risk_bound").GetDouble(),
                [.. json.GetProperty("stages").EnumerateArray().Select(s => (s.GetProperty("stage").GetString()!, s.GetProperty("stage_version").GetString()!, s.TryGetProperty("threshold", out JsonElement least) ? least.GetDouble() : (double?)null))]);
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException)
        {
            throw new FormatException(e.Message, e);
        }
    }

    /// <summary>What it promises, in words.</summary>
    public string Promise => FormattableString.Invariant($"{Goal.Target * 100:0.#} % of what a stage decides agrees with people, but for a probability of {Goal.Delta * 100:0.#} % (tested on {Tested} items)");
}
