using System.Text.Json;
using Assay.Surfacing;

namespace Assay.Calibrating;

/// <summary>Measured statistics as JSON members: those that are known as estimates, the others under <c>undefined</c> with why.</summary>
public static class MeasureJson
{
    public static void Write(Utf8JsonWriter json, IEnumerable<NamedMeasure> figures)
    {
        NamedMeasure[] all = [.. figures];
        foreach (NamedMeasure figure in all)
        {
            EstimateJson.Write(json, figure.Name, figure.Value.Estimate);
        }

        WriteUndefined(json, all);
    }

    /// <summary>Absent where every figure is known.</summary>
    public static void WriteUndefined(Utf8JsonWriter json, IEnumerable<NamedMeasure> figures)
    {
        NamedMeasure[] undefined = [.. figures.Where(f => f.Value is Measured.Undefined)];
        if (undefined.Length == 0)
        {
            return;
        }

        json.WriteStartObject("undefined");
        foreach (NamedMeasure figure in undefined)
        {
            json.WriteString(figure.Name, ((Measured.Undefined)figure.Value).Reason);
        }

        json.WriteEndObject();
    }

    public static void WriteObject(Utf8JsonWriter json, string name, IEnumerable<NamedMeasure> figures)
    {
        json.WriteStartObject(name);
        Write(json, figures);
        json.WriteEndObject();
    }

    public static void WriteTexts(Utf8JsonWriter json, string name, IEnumerable<string> texts)
    {
        json.WriteStartArray(name);
        foreach (string text in texts)
        {
            json.WriteStringValue(text);
        }

        json.WriteEndArray();
    }
}
