using System.Text.Json;
using Assay.Collecting;

namespace Assay.Gating.Prompts;

/// <summary>Which prompt, in which version, with which model brought an output. It stands in the metadata of a response, so that figures can be split by it.</summary>
/// <param name="Name">The prompt file's path; null where whoever sent the response did not say.</param>
/// <param name="Model">Likewise.</param>
public sealed record PromptIdentity(string? Name, string Version, string? Model)
{
    public const string NameField = "prompt";
    public const string VersionField = "prompt_version";
    public const string ModelField = "model";

    /// <summary>As sentences call it.</summary>
    public string Text => $"{(Name is null ? "prompt" : Name)} version {Version}{(Model is null ? "" : $", {Model}")}";

    /// <summary>Null where the response does not say.</summary>
    public static PromptIdentity? Of(Response response) =>
        TextOf(response, VersionField) is { Length: > 0 } version ? new PromptIdentity(TextOf(response, NameField), version, TextOf(response, ModelField)) : null;

    /// <summary>The one that all of them have; null where there is none, or more than one.</summary>
    public static PromptIdentity? OfAll(IEnumerable<Response> responses)
    {
        PromptIdentity?[] found = [.. responses.Select(Of).Distinct().Take(2)];
        return found is [var only] ? only : null;
    }

    /// <summary>The response, saying so.</summary>
    public Response Mark(Response response)
    {
        var metadata = response.Metadata.ToDictionary(m => m.Key, m => m.Value, StringComparer.Ordinal);
        metadata[VersionField] = Value(Version);
        if (Name is not null)
        {
            metadata[NameField] = Value(Name);
        }

        if (Model is not null)
        {
            metadata[ModelField] = Value(Model);
        }

        return response with { Metadata = metadata };
    }

    private static string? TextOf(Response response, string field) =>
        response.Metadata.TryGetValue(field, out JsonElement value) && value.ValueKind is JsonValueKind.String or JsonValueKind.Number ? value.ToString() : null;

    private static JsonElement Value(string text) => JsonElement.Parse($"\"{JsonEncodedText.Encode(text)}\"");
}
