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

            yield return (node.Start.Line, System.Text.Encoding.UTF8.GetBytes(YamlJson.Of(node)!.ToJsonString()));
        }
    }
}
