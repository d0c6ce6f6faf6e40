using System.Globalization;
using System.Text.Json;
using Assay.Collecting;
using Assay.Scoring.Judging;

namespace Assay.Scoring.Checking;

/// <summary>What was measured of a response.</summary>
public enum MeasuredQuantity
{
    /// <summary>In milliseconds.</summary>
    Latency,

    /// <summary>In US dollars.</summary>
    Cost,
}

/// <summary>A number that stands in the response's metadata, such as how long it took, is at most a bound.</summary>
/// <param name="Most">In the unit of the quantity.</param>
/// <param name="Field">The metadata field that has it.</param>
public sealed record MeasuredCheck(MeasuredQuantity Quantity, double Most, string Field) : Check
{
    /// <summary>Where the client and the telemetry of the service put what they measure.</summary>
    public static string UsualField(MeasuredQuantity quantity) => quantity == MeasuredQuantity.Latency ? "latency_ms" : "cost_usd";

    public override string Name => Quantity == MeasuredQuantity.Latency ? "max_latency" : "max_cost";

    public override string Question => Quantity == MeasuredQuantity.Latency ? $"Did it take at most {Text(Most)}?" : $"Did it cost at most {Text(Most)}?";

    internal override void WriteDefinition(Utf8JsonWriter json)
    {
        json.WriteNumber("most", Most);
        json.WriteString("field", Field);
    }

    internal override CheckFinding Look(Response response)
    {
        double? measured = response.Metadata.TryGetValue(Field, out JsonElement value) ? Number(value) : null;
        return measured is { } found && double.IsFinite(found) && found >= 0
            ? CheckFinding.Of(found <= Most, $"{Field} is {Text(found)}; at most {Text(Most)} is allowed")
            : new CheckFinding.Missing(UnscoredReason.NotMeasured, $"the response has no number in the metadata field {Field}");
    }

    private string Text(double value) => Quantity == MeasuredQuantity.Latency
        ? string.Create(CultureInfo.InvariantCulture, $"{value:0.###} ms")
        : string.Create(CultureInfo.InvariantCulture, $"${value:0.########}");

    /// <summary>Tables have their numbers as texts.</summary>
    private static double? Number(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Number => value.TryGetDouble(out double number) ? number : null,
        JsonValueKind.String when double.TryParse(value.GetString(), NumberStyles.Float, CultureInfo.InvariantCulture, out double number) => number,
        _ => null,
    };
}
