using System.Text;
using Assay.Collecting;
using Assay.Configuring;

namespace Assay.Scoring.Prompts;

/// <summary>
/// A judge prompt of the user's own, logic-less: <c>{{input}}</c> puts a field in, <c>{{#reference}}...{{/reference}}</c> keeps
/// a part only where the field has content, <c>{{^reference}}...{{/reference}}</c> only where it has none. It is parsed once;
/// what is put in is never parsed again.
/// </summary>
public sealed class PromptTemplate
{
    /// <summary>The outputs of a pair by the place in which they are shown.</summary>
    public static readonly IReadOnlyList<string> FirstShown = ["output_1", "output_a"];
    public static readonly IReadOnlyList<string> SecondShown = ["output_2", "output_b"];

    private const string MetadataPrefix = "metadata.";
    private static readonly string[] Fields = ["input", "output", "context", "reference", "conversation", "criterion", "rubric", "release", "id", .. FirstShown, .. SecondShown];

    private readonly IReadOnlyList<Node> _nodes;

    private PromptTemplate(string text, IReadOnlyList<Node> nodes)
    {
        Text = text;
        _nodes = nodes;
    }

    public string Text { get; }

    /// <exception cref="ConfigurationException">An unknown field, or a part that is not closed; says line and column.</exception>
    public static PromptTemplate Parse(string name, string text)
    {
        int at = 0;
        List<Node> nodes = Parse(name, text, ref at, closing: null);
        return new PromptTemplate(text, nodes);
    }

    /// <summary>Whether the template uses a field, such as <c>criterion</c>.</summary>
    public bool Uses(string field) => Uses(_nodes, field);

    /// <summary>The first field that it puts in and the response does not have; null where it has all of them.</summary>
    public string? FirstEmpty(Response response) => _nodes.OfType<Node.Field>().FirstOrDefault(f => Value(f.Name, response, "", "").Length == 0)?.Name;

    public string Render(Response response, string criterion, string rubric)
    {
        var prompt = new StringBuilder(Text.Length + response.Input.Length + response.Output.Length);
        Render(_nodes, prompt, field => Value(field, response, criterion, rubric));
        return prompt.ToString();
    }

    private static bool Uses(IReadOnlyList<Node> nodes, string field) => nodes.Any(n => n switch
    {
        Node.Field f => f.Name == field,
        Node.Part p => p.Name == field || Uses(p.Inner, field),
        _ => false,
    });

    private static void Render(IReadOnlyList<Node> nodes, StringBuilder prompt, Func<string, string> value)
    {
        foreach (Node node in nodes)
        {
            switch (node)
            {
                case Node.Literal literal:
                    prompt.Append(literal.Text);
                    break;
                case Node.Field field:
                    prompt.Append(value(field.Name));
                    break;
                case Node.Part part when string.IsNullOrEmpty(value(part.Name)) == part.WhenEmpty:
                    Render(part.Inner, prompt, value);
                    break;
            }
        }
    }

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

    private static List<Node> Parse(string name, string text, ref int at, string? closing)
    {
        var nodes = new List<Node>();
        int opened = at;
        while (at < text.Length)
        {
            int start = text.IndexOf("{{", at, StringComparison.Ordinal);
            if (start < 0)
            {
                break;
            }

            int end = text.IndexOf("}}", start, StringComparison.Ordinal);
            if (end < 0)
            {
                throw Error(name, text, start, "a {{ is not closed. Add }}.");
            }

            if (start > at)
            {
                nodes.Add(new Node.Literal(text[at..start]));
            }

            string tag = text[(start + 2)..end].Trim();
            at = end + 2;
            switch (tag)
            {
                case ['/', .. var closed] when closed.Trim() == closing:
                    return nodes;
                case ['/', ..]:
                    throw Error(name, text, start, $"{{{{{tag}}}}} closes a part that is not open.");
                case ['#' or '^', .. var opens]:
                    string part = Known(name, text, start, opens.Trim());
                    nodes.Add(new Node.Part(part, WhenEmpty: tag[0] == '^', Parse(name, text, ref at, part)));
                    break;
                default:
                    nodes.Add(new Node.Field(Known(name, text, start, tag)));
                    break;
            }
        }

        if (closing is not null)
        {
            throw Error(name, text, opened, $"the part {{{{#{closing}}}}} is not closed. Add {{{{/{closing}}}}}.");
        }

        if (at < text.Length)
        {
            nodes.Add(new Node.Literal(text[at..]));
            at = text.Length;
        }

        return nodes;
    }

    private static string Known(string name, string text, int position, string field)
    {
        if (Fields.Contains(field) || (field.StartsWith(MetadataPrefix, StringComparison.Ordinal) && field.Length > MetadataPrefix.Length))
        {
            return field;
        }

        string hint = NearestName.Of(field, Fields) is { } nearest ? $"Did you mean {{{{{nearest}}}}}?" : $"Known: {string.Join(", ", Fields)}, metadata.NAME.";
        throw Error(name, text, position, $"unknown field {{{{{field}}}}}. {hint}");
    }

    private static ConfigurationException Error(string name, string text, int position, string message)
    {
        int line = text.AsSpan(0, position).Count('\n') + 1;
        int column = position - text.LastIndexOf('\n', Math.Max(0, position - 1));
        return new ConfigurationException([new Diagnostic(name, line, Math.Max(1, column), Severity.Error, message)]);
    }

    private abstract record Node
    {
        public sealed record Literal(string Text) : Node;

        public sealed record Field(string Name) : Node;

        public sealed record Part(string Name, bool WhenEmpty, IReadOnlyList<Node> Inner) : Node;
    }
}
