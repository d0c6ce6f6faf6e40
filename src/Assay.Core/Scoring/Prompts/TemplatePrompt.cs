using System.Text;
using Assay.Collecting;
using Assay.Scoring.Rubrics;

namespace Assay.Scoring.Prompts;

/// <summary>Renders a judge's own template.</summary>
/// <param name="criterion">What <c>{{criterion}}</c> stands for.</param>
/// <param name="rubric">What <c>{{rubric}}</c> stands for.</param>
public sealed class TemplatePrompt(PromptTemplate template, string system, string criterion, string rubric)
{
    /// <summary>For one criterion.</summary>
    public TemplatePrompt(PromptTemplate template, string system, Criterion criterion)
        : this(template, system, criterion.Name, RubricText(criterion))
    {
    }

    public Prompt Render(Response response) => new(system, template.Render(response, criterion, rubric), Neutralised: 0);

    /// <summary>What <c>{{rubric}}</c> stands for: the question, the scale and the anchors, or the items of a checklist.</summary>
    private static string RubricText(Criterion criterion)
    {
        var text = new StringBuilder(criterion.Question).Append("\nscale: ").Append(criterion.Scale.Text);
        if (criterion.Scale is Scale.Checklist checklist)
        {
            for (int i = 0; i < checklist.Items.Count; i++)
            {
                text.Append('\n').Append(i + 1).Append(". ").Append(checklist.Items[i]);
            }
        }

        foreach (Anchor anchor in criterion.Anchors)
        {
            text.Append('\n').Append(anchor.Grade).Append(": ").Append(anchor.Meaning);
        }

        return text.ToString();
    }
}
