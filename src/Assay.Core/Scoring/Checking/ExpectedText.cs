using Assay.Collecting;
using Assay.Configuring;
using Assay.Scoring.Judging;
using Assay.Scoring.Prompts;

namespace Assay.Scoring.Checking;

/// <summary>What a check compares an output with: a text, or fields of the response in a text, such as <c>{{reference}}</c> or <c>Order {{metadata.order}}</c>.</summary>
public sealed class ExpectedText
{
    private static readonly string[] NotExpected = ["output", "criterion", "rubric"];

    private readonly PromptTemplate? _template;

    private ExpectedText(string text, PromptTemplate? template) => (Text, _template) = (text, template);

    /// <summary>The response's reference.</summary>
    public static ExpectedText Reference { get; } = Parse("{{reference}}");

    /// <summary>As it is written.</summary>
    public string Text { get; }

    /// <exception cref="FormatException">It is empty, or a field of it is unknown or says nothing about what is expected.</exception>
    public static ExpectedText Parse(string text)
    {
        if (text.Length == 0)
        {
            throw new FormatException("is empty, and would hold for every output. Write what is expected.");
        }

        if (!text.Contains("{{", StringComparison.Ordinal))
        {
            return new ExpectedText(text, null);
        }

        PromptTemplate template;
        try
        {
            template = PromptTemplate.Parse("", text);
        }
        catch (ConfigurationException e)
        {
            throw new FormatException(e.Diagnostics[0].Message, e);
        }

        return NotExpected.FirstOrDefault(template.Uses) is { } field
            ? throw new FormatException($"{{{{{field}}}}} does not say what is expected. Write {{{{reference}}}} or {{{{metadata.NAME}}}}.")
            : new ExpectedText(text, template);
    }

    /// <summary>What is expected of this response; null where it lacks a field that this needs.</summary>
    internal string? Of(Response response) => _template is null ? Text
        : _template.FirstEmpty(response) is null && _template.Render(response, "", "") is { Length: > 0 } rendered ? rendered
        : null;

    /// <summary>What is said where <see cref="Of"/> has nothing.</summary>
    internal CheckFinding.Missing Missing(Response response) =>
        new(UnscoredReason.NoReference, $"the response has no {_template?.FirstEmpty(response) ?? Text} to compare with");

    public override string ToString() => _template is null ? Excerpt.Quoted(Text) : Text;
}
