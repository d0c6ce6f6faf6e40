using System.Text.Json;
using Assay.Collecting;
using Assay.Configuring;
using Assay.Scoring.Prompts;

namespace Assay.Gating.Prompts;

/// <summary>What the variables of a prompt stand for: fields of a case, and its metadata by name.</summary>
internal static class CaseFields
{
    public const string Input = "input";
    public const string Conversation = "conversation";

    private const string MetadataPrefix = "metadata.";

    /// <summary>A case may have none of them, and they are empty then.</summary>
    private static readonly string[] Known = [Input, "context", "reference", Conversation, "release", "id"];

    /// <summary>What is wrong with a variable, whatever the case; null where nothing is.</summary>
    public static string? Problem(string field) => field switch
    {
        "output" => "{{output}} is what the prompt is to bring, so no case has it.",
        _ when field.Length > 0 && field.All(c => char.IsAsciiLetterOrDigit(c) || c is '_' or '-' or '.') => null,
        _ => $"{{{{{field}}}}} is no name of a field. Write for example {{{{input}}}}.",
    };

    /// <summary>The case has no such field.</summary>
    public static bool IsMissing(string field, Response of) => !Known.Contains(field) && !of.Metadata.ContainsKey(Bare(field));

    /// <summary>The field that was probably meant.</summary>
    public static string? Nearest(string field, Response of) => NearestName.Of(field, Known.Concat(of.Metadata.Keys));

    public static string Value(string field, Response of) => field switch
    {
        Input => of.Input,
        "context" => string.Join("\n\n", of.Context),
        "reference" => of.Reference ?? "",
        Conversation => Conversations.Text(of.Conversation),
        "release" => of.Release ?? "",
        "id" => of.Id,
        _ => of.Metadata.TryGetValue(Bare(field), out JsonElement value) ? value.ToString() : "",
    };

    private static string Bare(string field) => field.StartsWith(MetadataPrefix, StringComparison.Ordinal) ? field[MetadataPrefix.Length..] : field;
}
