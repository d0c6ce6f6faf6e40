using System.Text;
using System.Text.Json;
using Assay.Collecting.Records;

namespace Assay.Server.Telemetry.Messages;

/// <summary>Reads JSON that stands as text in an attribute.</summary>
internal static class JsonContent
{
    private const int DeepestNesting = 128;

    private static readonly JsonDocumentOptions Options = new() { MaxDepth = DeepestNesting };

    /// <summary>Null where the text is no object or list; every string in what is returned can be read.</summary>
    public static JsonElement? TryParse(string text)
    {
        // Most texts that are not JSON are told by their first character, without the cost of an exception.
        if (text.AsSpan().TrimStart() is not ['{' or '[', ..])
        {
            return null;
        }

        byte[] utf8 = Encoding.UTF8.GetBytes(text);
        try
        {
            return JsonElement.Parse(LoneSurrogates.Replaced(utf8) ?? utf8, Options);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    public static string? Text(this JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out JsonElement value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    /// <summary>The first of several names under which something stands; null where none does.</summary>
    public static JsonElement? First(this JsonElement element, ReadOnlySpan<string> names)
    {
        foreach (string name in names)
        {
            if (element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out JsonElement value) && value.ValueKind != JsonValueKind.Null)
            {
                return value;
            }
        }

        return null;
    }
}
