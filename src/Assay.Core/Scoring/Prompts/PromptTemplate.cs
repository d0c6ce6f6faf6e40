using Assay.Collecting;
using Assay.Configuring;

namespace Assay.Scoring.Prompts;

/// <summary>A judge prompt of the user's own: a template over what is judged, the criterion and the rubric.</summary>
public sealed class PromptTemplate
{
    /// <summary>The outputs of a pair by the place in which they are shown.</summary>
    public static readonly IReadOnlyList<string> FirstShown = ["output_1", "output_a"];
    public static readonly IReadOnlyList<string> SecondShown = ["output_2", "output_b"];

    private const string MetadataPrefix = "metadata.";
    private static readonly string[] Fields = ["input", "output", "context", "reference", "conversation", "criterion", "rubric", "release", "id", .. FirstShown, .. SecondShown];

    private readonly TextTemplate _template;

    private PromptTemplate(TextTemplate template) => _template = template;

    public string Text => _template.Text;

    /// <exception cref="ConfigurationException">An unknown field, or a part that is not closed; says line and column.</exception>
    public static PromptTemplate Parse(string name, string text) => new(TextTemplate.Parse(name, text, Problem));

    /// <inheritdoc cref="TextTemplate.Uses(string)"/>
    public bool Uses(string field) => _template.Uses(field);

    /// <summary>The first field that it always puts in and the response does not have; null where it has all of them.</summary>
    public string? FirstEmpty(Response response) => _template.AlwaysPutIn.FirstOrDefault(f => Value(f, response, "", "").Length == 0);

    public string Render(Response response, string criterion, string rubric) => _template.Render(field => Value(field, response, criterion, rubric));

    private static string Value(string field, Response response, string criterion, string rubric) => field switch
    {
        "input" => response.Input,
        "output" or "output_1" or "output_a" => response.Output,
        "output_2" or "output_b" => response.Rival?.Output ?? "",
        "context" => string.Join("\n\n", response.Context),
        "reference" => response.Reference ?? "",
        "conversation" => Conversations.Text(response.Conversation),
        "criterion" => criterion,
        "rubric" => rubric,
        "release" => response.Release ?? "",
        "id" => response.Id,
        _ => response.Metadata.TryGetValue(field[MetadataPrefix.Length..], out var value) ? value.ToString() : "",
    };

    private static string? Problem(string field) =>
        Fields.Contains(field) || (field.StartsWith(MetadataPrefix, StringComparison.Ordinal) && field.Length > MetadataPrefix.Length) ? null
        : $"unknown field {{{{{field}}}}}. {(NearestName.Of(field, Fields) is { } nearest ? $"Did you mean {{{{{nearest}}}}}?" : $"Known: {string.Join(", ", Fields)}, metadata.NAME.")}";
}
