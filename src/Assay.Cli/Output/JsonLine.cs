using System.Text.Json;
using System.Text;
using Assay.Surfacing;

namespace Assay.Cli.Output;

/// <summary>One JSON object on one line, as scripts read it.</summary>
internal static class JsonLine
{
    /// <param name="members">Writes what stands between the braces.</param>
    public static string Write(Action<Utf8JsonWriter> members)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer, ResultJson.Options))
        {
            json.WriteStartObject();
            members(json);
            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(buffer.ToArray());
    }
}
