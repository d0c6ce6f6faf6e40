using System.Text.Json;

namespace Assay.Scoring.Panels;

/// <summary>Whether a stage decides, or the next one is asked.</summary>
public abstract record Escalation
{
    private Escalation()
    {
    }

    /// <param name="stage">The stage's place in the panel.</param>
    /// <param name="said">A verdict.</param>
    public abstract bool Decides(int stage, StageVerdict said);

    public abstract void WriteDefinition(Utf8JsonWriter json);

    /// <summary>A verdict decides where it is not near a bar. Nothing is promised of how often it is right.</summary>
    public sealed record Band(double Around, double Within) : Escalation
    {
        public override bool Decides(int stage, StageVerdict said) => Math.Abs(said.Score!.Value - Around) > Within + 1e-9;

        public override void WriteDefinition(Utf8JsonWriter json)
        {
            json.WriteStartObject("band");
            json.WriteNumber("around", Around);
            json.WriteNumber("within", Within);
            json.WriteEndObject();
        }
    }

    /// <summary>A verdict decides where the stage is as certain as was certified on gold.</summary>
    /// <param name="Thresholds">One per stage; null: it never decides.</param>
    /// <param name="Promise">What was certified, in words.</param>
    public sealed record Certified(IReadOnlyList<double?> Thresholds, string Promise) : Escalation
    {
        public override bool Decides(int stage, StageVerdict said) => Thresholds[stage] is { } least && said.Certainty >= least - 1e-9;

        public override void WriteDefinition(Utf8JsonWriter json)
        {
            json.WriteStartArray("thresholds");
            foreach (double? threshold in Thresholds)
            {
                if (threshold is { } least)
                {
                    json.WriteNumberValue(least);
                }
                else
                {
                    json.WriteNullValue();
                }
            }

            json.WriteEndArray();
        }
    }
}
