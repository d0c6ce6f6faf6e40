using System.Globalization;
using System.Text.Json.Nodes;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace Assay.Collecting.Files;

/// <summary>Records in YAML, a list of mappings, as the JSON objects that they stand for.</summary>
internal static class YamlRecords
{
    /// <exception cref="InputException">Not YAML, or no list of mappings.</exception>
    public static IEnumerable<(long Line, byte[] Json)> Read(string file, string yaml)
    {
        var stream = new YamlStream();
        try
        {
            stream.Load(new StringReader(yaml));
        }
        catch (YamlException error)
        {
            throw new InputException($"{file}:{error.Start.Line}", $"is not YAML: {error.Message}", "Check the indentation, and put texts with : or # into quotes.");
        }

        if (stream.Documents.Count == 0)
        {
            yield break;
        }

        if (stream.Documents[0].RootNode is not YamlSequenceNode list)
        {
            throw new InputException(file, "is no list.", "Begin each record with a dash: `- input: ...`.");
        }

        foreach (YamlNode node in list)
        {
            if (node is not YamlMappingNode)
            {
                throw new InputException($"{file}:{node.Start.Line}", "the record is no mapping.", "Write each record as `- input: ...` with its other fields below.");
            }

            yield return (node.Start.Line, System.Text.Encoding.UTF8.GetBytes(Json(node)!.ToJsonString()));
        }
    }

    private static JsonNode? Json(YamlNode node) => node switch
    {
        YamlMappingNode mapping => new JsonObject(mapping.Children.DistinctBy(c => c.Key.ToString()).Select(c => KeyValuePair.Create(c.Key.ToString(), Json(c.Value)))),
        YamlSequenceNode list => new JsonArray([.. list.Select(Json)]),
        YamlScalarNode { Style: ScalarStyle.Plain } scalar => Plain(scalar.Value ?? ""),
        YamlScalarNode scalar => JsonValue.Create(scalar.Value ?? ""),
        _ => null,
    };

    /// <summary>Without quotes a number is a number, as YAML's core schema has it.</summary>
    private static JsonValue? Plain(string text) => text switch
    {
        "" or "~" or "null" => null,
        "true" => JsonValue.Create(true),
        "false" => JsonValue.Create(false),
        _ when long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long whole) && whole.ToString(CultureInfo.InvariantCulture) == text => JsonValue.Create(whole),
        _ when double.TryParse(text, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out double number) && text.Contains('.', StringComparison.Ordinal) => JsonValue.Create(number),
        _ => JsonValue.Create(text),
    };
}
