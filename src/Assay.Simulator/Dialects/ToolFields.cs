using System.Text.Json;
using Assay.Simulator.Chat;

namespace Assay.Simulator.Dialects;

/// <summary>Reads an object that has a name and, under a field that differs by dialect, a schema.</summary>
internal static class ToolFields
{
    public static ToolOffer Read(ref Utf8JsonReader reader, ReadOnlySpan<byte> schemaField)
    {
        var (name, schema) = ("", default(Range));
        JsonRange.Expect(ref reader, JsonTokenType.StartObject, "tool");
        while (JsonRange.NextProperty(ref reader))
        {
            if (reader.ValueTextEquals("name"u8))
            {
                reader.Read();
                name = reader.GetString() ?? "";
            }
            else if (reader.ValueTextEquals(schemaField))
            {
                reader.Read();
                schema = JsonRange.Take(ref reader);
            }
            else
            {
                reader.Skip();
            }
        }

        return new ToolOffer(name, schema);
    }
}
