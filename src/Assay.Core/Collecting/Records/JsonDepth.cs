using System.Runtime.InteropServices;
using System.Text.Json;

namespace Assay.Collecting.Records;

/// <summary>Measures how deeply lists and objects stand inside one another.</summary>
internal static class JsonDepth
{
    public static bool Exceeds(JsonElement element, int levels)
    {
        // Every level costs two brackets, so nearly every value is settled by its length.
        if (element.ValueKind is not (JsonValueKind.Object or JsonValueKind.Array) || JsonMarshal.GetRawUtf8Value(element).Length <= 2 * levels)
        {
            return false;
        }

        return levels == 0 || (element.ValueKind == JsonValueKind.Array
            ? element.EnumerateArray().Any(item => Exceeds(item, levels - 1))
            : element.EnumerateObject().Any(property => Exceeds(property.Value, levels - 1)));
    }
}
