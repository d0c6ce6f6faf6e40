using System.Text.Json;

namespace Assay.Simulator.Batches;

/// <summary>What a batch is to be made of, as OpenAI is asked.</summary>
internal sealed record BatchCreation(string InputFile, string Endpoint, string Window, IReadOnlyDictionary<string, string> Metadata)
{
    /// <exception cref="JsonException">The body is no JSON.</exception>
    /// <exception cref="InvalidOperationException">A field has another type.</exception>
    public static BatchCreation Read(ReadOnlyMemory<byte> body)
    {
        using var document = JsonDocument.Parse(body);
        var root = document.RootElement;
        var metadata = new Dictionary<string, string>(StringComparer.Ordinal);
        if (root.TryGetProperty("metadata", out var given) && given.ValueKind == JsonValueKind.Object)
        {
            foreach (var pair in given.EnumerateObject())
            {
                metadata[pair.Name] = pair.Value.GetString() ?? "";
            }
        }

        return new BatchCreation(Text("input_file_id"), Text("endpoint"), Text("completion_window"), metadata);

        string Text(string name) => root.TryGetProperty(name, out var value) ? value.GetString() ?? "" : "";
    }
}
