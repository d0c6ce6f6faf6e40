using System.Text;
using Assay.Configuring;

namespace Assay.Scoring.Prompts;

/// <summary>
/// A logic-less template: <c>{{input}}</c> puts a field in, <c>{{#reference}}...{{/reference}}</c> keeps a part only where the field
/// has content, <c>{{^reference}}...{{/reference}}</c> only where it has none. It is parsed once; what is put in is never parsed again.
/// </summary>
public sealed class TextTemplate
{
    private readonly IReadOnlyList<Node> _nodes;

    private TextTemplate(string text, IReadOnlyList<Node> nodes)
    {
        Text = text;
        _nodes = nodes;
    }

    public string Text { get; }

    /// <summary>The fields that are put in, each with where it first stands.</summary>
    public IReadOnlyList<(string Field, Place Place)> Fields => [.. FieldsOf(_nodes).DistinctBy(f => f.Item1, StringComparer.Ordinal)];

    /// <summary>Those among them that stand in no part, so that they are put in whatever there is.</summary>
    public IEnumerable<string> AlwaysPutIn => _nodes.OfType<Node.Field>().Select(f => f.Name);

    /// <param name="name">What errors call the text.</param>
    /// <param name="problem">What is wrong with the name of a field; null where nothing is.</param>
    /// <param name="firstLine">Of the file, on which the text begins.</param>
    /// <exception cref="ConfigurationException">A field that is none, or a part that is not closed; says line and column.</exception>
    public static TextTemplate Parse(string name, string text, Func<string, string?> problem, int firstLine = 1)
    {
        int at = 0;
        return new TextTemplate(text, new Parser(name, text, problem, firstLine).Parse(ref at, closing: null));
    }

    /// <summary>Whether the template uses a field, such as <c>criterion</c>.</summary>
    public bool Uses(string field) => Uses(_nodes, field);

    public string Render(Func<string, string> value)
    {
        var rendered = new StringBuilder(Text.Length);
        Render(_nodes, rendered, value);
        return rendered.ToString();
    }

    private static bool Uses(IReadOnlyList<Node> nodes, string field) => nodes.Any(n => n switch
    {
        Node.Field f => f.Name == field,
        Node.Part p => p.Name == field || Uses(p.Inner, field),
        _ => false,
    });

    private static IEnumerable<(string, Place)> FieldsOf(IReadOnlyList<Node> nodes) => nodes.SelectMany(n => n switch
    {
        Node.Field f => [(f.Name, f.Place)],
        Node.Part p => FieldsOf(p.Inner),
        _ => Enumerable.Empty<(string, Place)>(),
    });

    private static void Render(IReadOnlyList<Node> nodes, StringBuilder rendered, Func<string, string> value)
    {
        foreach (Node node in nodes)
        {
            switch (node)
            {
                case Node.Literal literal:
                    rendered.Append(literal.Text);
                    break;
                case Node.Field field:
                    rendered.Append(value(field.Name));
                    break;
                case Node.Part part when string.IsNullOrEmpty(value(part.Name)) == part.WhenEmpty:
                    Render(part.Inner, rendered, value);
                    break;
            }
        }
    }

    /// <summary>1-based.</summary>
    public readonly record struct Place(int Line, int Column);

    private abstract record Node
    {
        public sealed record Literal(string Text) : Node;

        public sealed record Field(string Name, Place Place) : Node;

        public sealed record Part(string Name, bool WhenEmpty, IReadOnlyList<Node> Inner) : Node;
    }

    private sealed class Parser(string name, string text, Func<string, string?> problem, int firstLine)
    {
        public List<Node> Parse(ref int at, string? closing)
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
                    throw Error(start, "a {{ is not closed. Add }}.");
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
                        throw Error(start, $"{{{{{tag}}}}} closes a part that is not open.");
                    case ['#' or '^', .. var opens]:
                        string part = Known(start, opens.Trim());
                        nodes.Add(new Node.Part(part, WhenEmpty: tag[0] == '^', Parse(ref at, part)));
                        break;
                    default:
                        nodes.Add(new Node.Field(Known(start, tag), PlaceOf(start)));
                        break;
                }
            }

            if (closing is not null)
            {
                throw Error(opened, $"the part {{{{#{closing}}}}} is not closed. Add {{{{/{closing}}}}}.");
            }

            if (at < text.Length)
            {
                nodes.Add(new Node.Literal(text[at..]));
                at = text.Length;
            }

            return nodes;
        }

        private string Known(int position, string field) => problem(field) is { } wrong ? throw Error(position, wrong) : field;

        private Place PlaceOf(int position) =>
            new(text.AsSpan(0, position).Count('\n') + firstLine, Math.Max(1, position - text.LastIndexOf('\n', Math.Max(0, position - 1))));

        private ConfigurationException Error(int position, string message)
        {
            Place place = PlaceOf(position);
            return new ConfigurationException([new Diagnostic(name, place.Line, place.Column, Severity.Error, message)]);
        }
    }
}
