using System.Globalization;
using System.Text;
using Assay.Scoring.Rubrics;

namespace Assay.Scoring.Prompts;

/// <summary>Shows a judge the form of its reply, for endpoints that cannot enforce a schema.</summary>
internal static class ReplyExample
{
    public static string For(Rubric rubric, IReadOnlyList<Criterion> asked)
    {
        var text = new StringBuilder("{");
        foreach (Criterion criterion in asked)
        {
            text.Append(text.Length > 1 ? ", " : "").Append('"').Append(criterion.Name).Append("\": {\"reason\": \"...\", ");
            if (criterion.Evidence)
            {
                text.Append("\"evidence\": [\"...\"], ");
            }

            text.Append(criterion.Scale is Scale.Checklist checklist
                ? $"\"answers\": {{{string.Join(", ", checklist.Items.Select((_, i) => $"\"{i + 1}\": \"yes\""))}}}"
                : $"\"score\": {Example(criterion.Scale)}").Append('}');
        }

        if (rubric.FailureCodes.Count > 0)
        {
            text.Append(", \"failure_code\": \"none\"");
        }

        text.Append('}');
        if (rubric.FailureCodes.Count > 0)
        {
            AppendCodes(text, rubric.FailureCodes);
        }

        return text.ToString();
    }

    private static void AppendCodes(StringBuilder text, IReadOnlyList<FailureCode> codes)
    {
        if (codes.All(c => c.Meaning is null))
        {
            text.Append("\nfailure_code is `none` or the one that fits best of: ").AppendJoin(", ", codes.Select(c => c.Name)).Append('.');
            return;
        }

        text.Append("\nfailure_code is `none` or, where a score is low, the one that fits best of:");
        foreach (FailureCode code in codes)
        {
            text.Append("\n- ").Append(code.Name).Append(code.Meaning is null ? "" : ": ").Append(code.Meaning);
        }
    }

    private static string Example(Scale scale) => scale switch
    {
        Scale.Numeric { From: var from, To: var to } => Math.Floor((from + to) / 2).ToString(CultureInfo.InvariantCulture),
        Scale.Labels labels => $"\"{labels.Values[^1].Name}\"",
        _ => "\"pass\"",
    };
}
